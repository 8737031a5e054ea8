import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import openWabt from 'wabt'
import { kernelModule } from './kernelModule.ts'

test('what runs is what the text of the kernel compiles to', async () => {
  const wabt = await openWabt()
  const text = readFileSync(new URL('kernel.wat', import.meta.url), 'utf8')
  const module = wabt.parseWat('kernel.wat', text, { simd: true })
  module.resolveNames()
  module.validate()
  const { buffer } = module.toBinary({})
  module.destroy()
  expect(Buffer.from(buffer).toString('base64')).toBe(kernelModule)
})
