import { interval } from '../../src/claim/index.ts'
import type { Network } from '../../src/network/network.ts'
import { bySign, certificateOf, dense, halves, linear, motif, sealed } from '../proof/certificate/certificates.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any

const packed = (type: string, bytes: Buffer): string => `${type}:${bytes.toString('base64')}`
const floats = (count: number): string => packed('float32', Buffer.alloc(4 * count))
const flat = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value)
const box = (size: number): Json => ({
  lo: floats(size),
  hi: floats(size),
  endless: { lo: flat(size, false), hi: flat(size, false) },
})
const operation = (kind: string, size: number, reads: number[], more: object = {}): Json => ({
  kind,
  size,
  reads,
  layer: 'l',
  faultyOn: [],
  ...more,
})
const start = (size: number): Json => operation('input', size, [0].slice(1), { input: 0 })

/** A sealed certificate of a network that nothing else has made. */
const forged = (size: number, operations: Json[], more: object = {}): Json =>
  sealed({
    ...certificateOf(),
    network: {
      inputs: [{ name: 'x', size }],
      operations: [start(size), ...operations],
      output: operations.length,
      opaque: [],
    },
    domains: [box(size)],
    ...more,
  })
const nodes = (...all: Json[]): Json => sealed({ ...certificateOf(), proof: { kind: 'bounds', nodes: all } })
const leaf = (more: object = {}): Json => ({ kind: 'linear', slopes: [], sequences: [], lines: [], ...more })

/** Certificates that are valid, for others to be made of. */
export const soundCertificates: readonly Json[] = [
  certificateOf(),
  certificateOf({ proof: { kind: 'bounds', tree: halves(0.5, linear) } }),
  certificateOf({ proof: { kind: 'bounds', tree: bySign(linear) } }),
  certificateOf({
    network: motif(6, [1, -1, 0.5, 0.25]) as Network,
    domains: [interval(0, 1)].map((one) => ({
      ...one,
      shape: [12],
      lo: new Float32Array(12),
      hi: new Float32Array(12).fill(1),
      endless: { lo: flat(12, false) as boolean[], hi: flat(12, false) as boolean[] },
    })),
  }),
  certificateOf({ network: dense(2, [{ weights: [[1, 2]], name: 'sigmoid' }]) }),
]

/** Certificates that take too much, or mean nothing, sealed as if they were whole. */
export const craftedCertificates: Readonly<Record<string, () => Json>> = {
  'a million reads of a million numbers': () =>
    forged(1000, [operation('product', 2 ** 20, flat(100_000, 0) as number[])]),
  'a softmax over four million': () => forged(1, [operation('softmax', 2 ** 22 - 1, [0], { group: 2 ** 22 - 1 })]),
  'fifty thousand operations': () => forged(1, flat(50_000, operation('opaque', 1, [0])) as Json[]),
  'too many results': () => forged(1, [operation('opaque', 2 ** 40, [0])]),
  'results at the limit': () => forged(1, [operation('opaque', 2 ** 22 - 1, [0])]),
  'a maximum over nothing': () =>
    forged(1, [
      operation('extremum', 1, [0], {
        mode: 'max',
        window: 1,
        taps: packed('int32', Buffer.from(Int32Array.of(-1).buffer)),
      }),
    ]),
  'taps far outside': () =>
    forged(1, [operation('gather', 1, [0], { taps: packed('int32', Buffer.from(Int32Array.of(2 ** 30).buffer)) })]),
  'taps below nothing': () =>
    forged(1, [operation('gather', 1, [0], { taps: packed('int32', Buffer.from(Int32Array.of(-(2 ** 30)).buffer)) })]),
  'chains of wide sums': () => {
    const size = 40_000
    const taps = packed('int32', Buffer.from(Int32Array.from({ length: size }, (_, i) => i).buffer))
    const one = packed('float64', Buffer.from(Float64Array.of(1).buffer))
    const affine = (reads: number): Json =>
      operation('affine', size, [reads], {
        taps,
        window: 1,
        filters: 1,
        groups: 1,
        kernel: one,
        bias: null,
        rounding: { kind: 'sum' },
      })
    const relu = (reads: number): Json =>
      operation('elementwise', size, [reads], { name: 'relu', parameter: packed('float64', Buffer.alloc(8)) })
    return forged(size, [affine(0), relu(1), affine(2), relu(3), affine(4), relu(5)])
  },
  'a network that reads itself': () => forged(1, [operation('product', 1, [1])]),
  'a network that reads ahead': () => forged(1, [operation('product', 1, [2]), operation('product', 1, [0])]),
  'a function named constructor': () =>
    forged(1, [
      operation('elementwise', 1, [0], { name: 'constructor', parameter: packed('float64', Buffer.alloc(8)) }),
    ]),
  'a function named __proto__': () =>
    forged(1, [operation('elementwise', 1, [0], { name: '__proto__', parameter: packed('float64', Buffer.alloc(8)) })]),
  'an array that is no array of four bytes': () => forged(1, [], { domains: [{ ...box(1), lo: 'float32:AAA=' }] }),
  'an array of text': () => forged(1, [], { domains: [{ ...box(1), lo: ['Infinity'], hi: ['Infinity'] }] }),
  'letters that are none': () => forged(3, [], { domains: [{ ...box(3), letters: 1.5 }] }),
  'no letters': () => forged(3, [], { domains: [{ ...box(3), letters: 0 }] }),
  'no nodes': () => nodes(),
  'nodes of nothing': () => nodes(null, 3, 'x', []),
  'thirty thousand splits': () => nodes(...(flat(30_000, { kind: 'number', input: 0, index: 0, at: 0.5 }) as Json[])),
  'thirty thousand signs': () => nodes(...(flat(30_000, { kind: 'phase', operation: 2, index: 0 }) as Json[])),
  'a split of a prototype': () => nodes({ kind: 'number', input: '__proto__', index: 'constructor', at: 0 }),
  'too many leaves': () => nodes(leaf(), leaf(), leaf()),
  'sequences where there are none': () => nodes(leaf({ sequences: [{ target: 1, hidden: 2, input: 0 }] })),
  'endless sequences': () => nodes(leaf({ sequences: flat(100_000, { target: 3, hidden: 2, input: 0 }) })),
  'multipliers below 0': () =>
    nodes(
      { kind: 'phase', operation: 2, index: 0 },
      leaf({ slopes: [{ output: 0, side: 1, lower: [], multipliers: [-1] }] }),
      leaf(),
    ),
  'computed without a model': () => nodes({ kind: 'computed', cases: 2 ** 32 }),
  'a claim of 10 MB': () => sealed({ ...certificateOf(), claim: 'x'.repeat(1e7) }),
  'figures without end': () =>
    sealed({ ...certificateOf(), figures: flat(100_000, { name: 'relu', parameter: 0, regions: [] }) }),
  'a status of its own': () => sealed({ ...certificateOf(), status: '__proto__' }),
  'itself as it is': () => certificateOf(),
}
