import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Runs a program in a process of its own: a backend that failed stays so. */
async function run(program: string): Promise<string> {
  const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  const code = `
    const { createJiti } = await import('jiti')
    const jiti = createJiti(${here('./instance.slow.test.ts')}, { tryNative: false })
    const { useBackend } = await jiti.import(${here('../useBackend.ts')})
    const { computeSoundly } = await jiti.import(${here('../computeSoundly.ts')})
    const { tf } = await jiti.import(${here('../tf.ts')})
    await useBackend('wasm')
    const say = (compute) => {
      try { console.log(compute()) } catch (error) { console.log(error.code, error.message) }
    }
    ${program}`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  return stdout
}

test('what is computed with a heap past 2 GB is refused, and so is all that follows', async () => {
  const told = await run(`
    say(() => computeSoundly(() => tf.scalar(1).dataSync()[0]))
    say(() => computeSoundly(() => tf.backend().wasm._malloc(2 ** 31)))
    say(() => computeSoundly(() => tf.scalar(1).dataSync()[0]))`)
  expect(told.split('\n')).toEqual([
    '1',
    expect.stringMatching(/^BACKEND_EXHAUSTED the wasm backend failed: its heap has grown to \d+ MB/),
    expect.stringMatching(/^BACKEND_EXHAUSTED the wasm backend failed: its heap has grown/),
    '',
  ])
})

test('a kernel that crashes ends the backend', async () => {
  const told = await run(`
    say(() => computeSoundly(() => { throw new Error('of the model') }))
    say(() => computeSoundly(() => { throw new WebAssembly.RuntimeError('memory access out of bounds') }))
    say(() => computeSoundly(() => 1))`)
  expect(told.split('\n')).toEqual([
    'undefined of the model',
    expect.stringMatching(
      /^BACKEND_EXHAUSTED the wasm backend failed: a kernel crashed \(memory access out of bounds\)/,
    ),
    expect.stringMatching(/^BACKEND_EXHAUSTED/),
    '',
  ])
})

test('a kernel that did not run is told by its complaint', async () => {
  // The backend's own prelu, below tf.js, where it is replaced for breaking so.
  const told = await run(`
    const { wasm, dataIdMap } = tf.backend()
    const prelu = wasm.cwrap('Prelu', null, ['number', 'number', 'number'])
    const place = (values) => (values.dataSync(), dataIdMap.get(values.dataId).id)
    say(() => {
      for (let k = 0; k < 500; k++)
        tf.tidy(() => computeSoundly(() => prelu(...[-1, 0.3, 0].map((of) => place(tf.fill([100 + k, 1], of))))))
    })`)
  expect(told).toMatch(/^BACKEND_EXHAUSTED the wasm backend failed: a kernel did not run \(XNN status/)
})
