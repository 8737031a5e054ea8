import { execFile } from 'node:child_process'
import { promisify, stripVTControlCharacters } from 'node:util'
import { type Ran, vitestConfig } from './project.ts'

/** A project with nothing configured but where the package is: what users see first. */
export const plainConfig: string = vitestConfig(`{ pool: 'forks', include: ['*.test.ts'] }`)
/** Its tests: one claim is proved, one survives, one is refuted. */
export const squares: string = `
import { always, claim, interval, tf, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe } from 'vitest'
const x = tf.input({ shape: [1], name: 'x' })
const minus = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(x)
const products = [x, minus].map((factor) => tf.layers.multiply().apply([x, factor]))
const model = tf.model({ inputs: x, outputs: tf.layers.add().apply(products) })
const about = (name, lo, hi) => claim(name, model, { inputs: interval(1, 2), holds: always(within(lo, hi)) })
describe('squares', () => {
  test.claim(about('cancel roughly (to 10)', -10, 10))
  test.claim(about('cancel to the bit', -1e-9, 1e-9), { cases: 500, regions: 20 })
})
test.claim(about('lie above 1', 1, 2), { cases: 500 })`

/** `overshoot replay` in the folder of the project: the program of this checkout. */
export async function replay(folder: string, id: string): Promise<Ran> {
  const program = `
    const { createJiti } = await import('jiti')
    const { run } = await createJiti(${JSON.stringify(import.meta.url)}).import(${JSON.stringify(new URL('../../src/cli/run.ts', import.meta.url).href)})
    process.exitCode = await run(['replay', ${JSON.stringify(id)}], { stdout: process.stdout, stderr: process.stderr, environment: process.env })`
  const env = { ...process.env, OVERSHOOT_STORE: '', NO_COLOR: '1', VITEST: '' }
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, env }).then(
    ({ stdout, stderr }) => ({ exitCode: 0, output: stripVTControlCharacters(stdout + stderr) }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      exitCode: error.code,
      output: stripVTControlCharacters(error.stdout + error.stderr),
    }),
  )
}
