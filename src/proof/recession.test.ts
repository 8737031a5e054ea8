import { expect, test } from 'vitest'
import { certificateOf, isAccepted } from '../../test/proof/certificate/certificates.ts'
import type { Domain } from '../claim/domain.ts'
import { finite, interval, unbounded } from '../claim/index.ts'
import type { Network } from '../network/network.ts'
import type { Operation, OperationKind } from '../operations/index.ts'
import { recession } from './recession.ts'
import { inOrder } from '../operations/affine/taps.ts'

/** e^(2^-125 x), as one share divided by another. */
const shares = (second: 'product' | 'quotient'): Network => {
  const rest = { size: 1, faultyOn: [], layer: 'l' } as const
  const scaled = (weight: number) =>
    ({
      kind: 'affine',
      taps: inOrder(1),
      kernel: Float64Array.of(weight),
      bias: null,
      positions: 1,
      window: 1,
      filters: 1,
      groups: 1,
      rounding: { kind: 'sum' },
      reads: [0],
      ...rest,
    }) as const
  const sigmoid = (read: number) =>
    ({ kind: 'elementwise', name: 'sigmoid', parameter: Float64Array.of(0), reads: [read], ...rest }) as const
  return {
    inputs: [{ name: 'x', size: 1 }],
    operations: [
      { kind: 'input', input: 0, reads: [], ...rest },
      scaled(-(2 ** -125)),
      scaled(2 ** -125),
      sigmoid(1),
      sigmoid(2),
      { kind: second, reads: [4, 3], ...rest },
    ],
    output: 5,
    opaque: [],
  }
}

test('of bounded numbers products are bounded, and quotients are not, but where nothing moves', () => {
  const anywhere = [{ lo: Float64Array.of(-1), hi: Float64Array.of(1) }]
  const nowhere = [{ lo: Float64Array.of(0), hi: Float64Array.of(0) }]
  const slopesOf = (kind: 'product' | 'quotient', moving: typeof anywhere) => {
    const { lo, hi } = recession(shares(kind), moving)
    return [lo[0], hi[0]]
  }
  expect(slopesOf('product', anywhere)).toEqual([0, 0])
  expect(slopesOf('quotient', anywhere)).toEqual([-Infinity, Infinity])
  expect(slopesOf('quotient', nowhere)).toEqual([0, 0])
  const accepted = (kind: 'product' | 'quotient', domain: Domain): boolean =>
    isAccepted(
      certificateOf({
        network: shares(kind),
        domains: [domain],
        holds: unbounded(),
        status: 'refuted',
        proof: { kind: 'bounds', tree: { kind: 'leaf' } },
      }),
    )
  expect(accepted('product', finite())).toBe(true)
  expect(accepted('quotient', finite())).toBe(false)
  expect(accepted('quotient', interval(-1, 1))).toBe(true)
})

test('what is rounded goes where it goes, what is compared nowhere, what is chosen where either goes', () => {
  const rest = { size: 1, faultyOn: [], layer: 'l' } as const
  const after = (operation: OperationKind, reads: readonly number[]): Network => ({
    inputs: [{ name: 'x', size: 1 }, { name: 'y', size: 1 }], // prettier-ignore
    operations: [
      { kind: 'input', input: 0, reads: [], ...rest },
      { kind: 'input', input: 1, reads: [], ...rest },
      { ...operation, reads, ...rest } as Operation,
    ],
    output: 2,
    opaque: [],
  })
  const up = { lo: Float64Array.of(1), hi: Float64Array.of(1) }
  const still = { lo: Float64Array.of(0), hi: Float64Array.of(0) }
  const slopesOf = (operation: OperationKind, reads: readonly number[]): number[] => {
    const { lo, hi } = recession(after(operation, reads), [up, still])
    return [lo[0]!, hi[0]!]
  }
  const bounded = (operation: OperationKind, reads: readonly number[]): boolean =>
    isAccepted(
      certificateOf({
        network: after(operation, reads),
        domains: [finite(), interval(-1, 1)],
        holds: unbounded(),
        status: 'refuted',
        proof: { kind: 'bounds', tree: { kind: 'leaf' } },
      }),
    )
  for (const mode of ['floor', 'ceil', 'nearest', 'truncate'] as const) {
    expect(slopesOf({ kind: 'round', mode }, [0])).toEqual([1, 1])
    expect(bounded({ kind: 'round', mode }, [0])).toBe(false)
    expect(bounded({ kind: 'round', mode }, [1])).toBe(true)
  }
  expect(slopesOf({ kind: 'compare', mode: 'less' }, [0, 1])).toEqual([0, 0])
  expect(bounded({ kind: 'compare', mode: 'less' }, [0, 1])).toBe(true)
  expect(slopesOf({ kind: 'select' }, [1, 0, 1])).toEqual([0, 1])
  expect(slopesOf({ kind: 'select' }, [0, 1, 1])).toEqual([0, 0])
  expect(bounded({ kind: 'select' }, [1, 1, 0])).toBe(false)
  expect(bounded({ kind: 'select' }, [0, 1, 1])).toBe(true)
})

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
