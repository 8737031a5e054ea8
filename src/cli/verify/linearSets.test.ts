import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { readmeFiles } from '../../../test/package/userProject.ts'

const folder = temporaryFolder()

const overshoot = (...argv: string[]) => runCli(argv, { columns: 120 })

/** Two outputs, x and -x + 0.5 of which the first is no less where x >= 0.25. */
const claims = (bound = -3, more = ''): string => `
import { allOf, always, argmaxIs, claim, interval, linear, loadModel, saveModel, tf } from 'overshoot'
const x = tf.input({ shape: [1], name: 'x' })
const end = (name, weight, bias) => tf.layers.dense({ units: 1, name, weights: [tf.tensor2d([[weight]]), tf.tensor1d([bias])] }).apply(x)
export const model = tf.model({ inputs: x, outputs: [end('one', 1, 0), end('two', -1, 0.5)] })
export const far = claim('not far', model, { inputs: interval(0, 1), holds: always(linear([1, -1], '>=', ${bound}${more})) })
export const first = claim('the first', model, { inputs: interval(0, 1), holds: always(argmaxIs(0)) })
`

test('the example of the README', async () => {
  const files = await readmeFiles('Claims about all outputs at once')
  expect([...files.keys()]).toEqual(['signs.claims.ts'])
  const path = join(folder, 'signs.claims.ts')
  await writeFile(path, files.get('signs.claims.ts')!)
  const { exitCode, stdout } = await overshoot('verify', path, '--backend', 'cpu', '--no-corpus', '--json', '-')
  expect(JSON.parse(stdout)).toMatchObject({
    verdicts: [
      { holds: 'always output 0 is the largest', status: 'proved', margin: true },
      {
        holds: 'always (output 0 is the largest or y1 >= 0.3) and y0 - y2 > 0.5',
        status: 'proved',
        margin: true,
      },
    ],
  })
  expect(exitCode).toBe(0)
})

test('certificates and counterexamples go through the command line, and are held against the claim', async () => {
  const path = join(folder, 'two.claims.ts')
  await writeFile(path, claims())
  const [certificates, corpus] = [join(folder, 'proofs'), join(folder, 'corpus')]
  const common = ['--backend', 'cpu', '--cases', '200']
  const verified = await overshoot('verify', path, ...common, '--corpus', corpus, '--certificates', certificates)
  expect(verified.stdout).toMatch(/proved +not far .*margin \[-0\.5\d*, 1\.5\d*\]|proved +not far/)
  expect(verified.stdout).toContain('margin = -0.5 (outputs [0, 0.5])')
  expect(verified.exitCode).toBe(1)

  const files = await readdir(certificates)
  const proof = (word: string) =>
    join(
      certificates,
      files.find((name) => name.includes(word))!,
    )
  const accepted = await overshoot('check-proof', proof('not-far'), '--claims', path)
  expect(accepted.stdout).toMatch(/claim +not far: always y0 - y1 >= -3\n/)
  expect(accepted.stdout).toContain('margins are within [')
  expect(accepted.exitCode).toBe(0)
  const other = join(folder, 'other.claims.ts')
  await writeFile(other, claims(-2))
  const rejected = await overshoot('check-proof', proof('not-far'), '--claims', other)
  expect(rejected).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('it is not what is claimed') as string,
  })

  const [file] = await readdir(corpus)
  const id = file!.replace('.json', '')
  const replayed = await overshoot('replay', id, '--corpus', corpus, '--json', join(folder, 'replay.json'))
  expect(replayed.stdout).toMatch(/margin +-0\.5 \(bits bfe0000000000000\), outputs \[0, 0\.5\]/)
  expect(replayed.stdout).toContain('the same bits')
  expect(replayed.exitCode).toBe(1)
  expect(JSON.parse(await readFile(join(folder, 'replay.json'), 'utf8'))).toMatchObject({
    output: -0.5,
    outputs: [0, 0.5],
    bits: 'bfe0000000000000',
  })
  const explained = await overshoot('explain', id, '--corpus', corpus)
  expect(explained.stdout).toMatch(/margin +-0\.5 \(bits bfe0000000000000\), outputs \[0, 0\.5\]/)
  expect(explained.stdout).toMatch(/first hit: .*, margin /)
})
