import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'

describe('in a process of its own', () => {
  const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  /** What a claim comes to that bfloat16 makes false, after `before` ran; and what the model gives at a corner. */
  const program = (before: string) => `
    ${before}
    const { createJiti } = await import('jiti')
    const jiti = createJiti(${here('./checkSums.slow.test.ts')})
    const { useBackend, tf, claim, always, within, box, verify } = await jiti.import(${here('../../index.ts')})
    await useBackend('native')
    const n = 96
    const sign = Array.from({ length: n }, (_, i) => (i * i) % 3 === 0 ? 1 : -1)
    const weight = Math.fround(1 + 3 / 512)
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [n], useBias: false, name: 'x' })] })
    model.setWeights([tf.tensor2d(sign.map((s) => s * weight), [n, 1])])
    const top = n * weight + 0.001
    const { status, certified, reason } = await verify(claim('c', model, { inputs: box([n], -1, 1), holds: always(within(-top, top)) }), { cases: 100 })
    console.log(JSON.stringify({ status, reason, certified: certified.map(String), corner: model.predict(tf.tensor2d([sign])).dataSync()[0], top }))`
  const run = async (before: string, environment: NodeJS.ProcessEnv): Promise<Told> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program(before)], {
      env: { ...process.env, ...environment },
    })
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Told
  }
  interface Told {
    readonly status: string
    readonly reason: string
    readonly corner: number
    readonly top: number
  }

  test.for(['ONEDNN_DEFAULT_FPMATH_MODE', 'DNNL_DEFAULT_FPMATH_MODE', 'TF_SET_ONEDNN_FPMATH_MODE'])(
    'an environment that asks for bfloat16 is not heard: %s',
    async (name, { skip }) => {
      await startOrSkip('native', skip)
      const told = await run('', { [name]: 'BF16' })
      expect(told).toMatchObject({ status: 'proved' })
      expect(told.corner).toBeLessThanOrEqual(told.top)
    },
  )

  test('where the library was loaded before, with bfloat16, nothing rests on its sums', async ({ skip }) => {
    await startOrSkip('native', skip)
    const before = `
      const { createRequire } = await import('node:module')
      process.env.TF_CPP_MIN_LOG_LEVEL = '1'
      const own = createRequire(${here('./checkSums.slow.test.ts')})('@tensorflow/tfjs-node')
      own.matMul(own.ones([64, 64]), own.ones([64, 64])).dataSync()`
    const told = await run(before, { ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' })
    if (told.corner <= told.top) skip('this processor has no bfloat16')
    expect(told).toMatchObject({
      status: 'survived',
      reason: expect.stringContaining("sums that are not float32's: matMul"),
    })
  })
})
