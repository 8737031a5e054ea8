import { expect, test } from 'vitest'
import type { Network } from '../network/network.ts'
import { recession } from './recession.ts'

test('a slope too small for float64 is not taken for none', () => {
  const rest = { size: 1, faultyOn: [], layer: 'l' } as const
  const network: Network = {
    inputs: [{ name: 'x', size: 1 }],
    operations: [
      { kind: 'input', input: 0, reads: [], ...rest },
      { kind: 'elementwise', name: 'leakyRelu', parameter: Float64Array.of(1e-200), reads: [0], ...rest },
    ],
    output: 1,
    opaque: [],
  }
  const falling = recession(network, [{ lo: Float64Array.of(-1e-200), hi: Float64Array.of(-1e-200) }])
  expect(falling.lo[0]).toBeLessThan(0)
  const either = recession(network, [{ lo: Float64Array.of(-1e-200), hi: Float64Array.of(0) }])
  expect(either.lo[0]).toBeLessThan(0)
  expect(either.hi[0]).toBe(0)
})
