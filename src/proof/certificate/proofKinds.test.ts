import { expect, test } from 'vitest'
import { tfjsBackends } from '../../backend/name.ts'
import type { Domain } from '../../claim/domain.ts'
import { always, box, finite, interval, oneHot, sometimes, unbounded, within } from '../../claim/index.ts'
import { evaluate } from '../../network/evaluate.ts'
import type { Network } from '../../network/network.ts'
import { certificateOf, check, dense, isAccepted, linear, motif } from '../../../test/proof/certificate/certificates.ts'
import type { CertifiedTree } from './proofData.ts'
import { sequencesIn } from './sequencesIn.ts'

test('the exact range over all strings is found, and no more than it is accepted', () => {
  const network = motif(7, [1, -1, -0.5, 1, 0.25, 0.5])
  const domain = oneHot(7, 2)
  const outputs = Array.from({ length: 2 ** 7 }, (_, word) => {
    const row = Float32Array.from({ length: 14 }, (_unused, i) => (((word >> (i >> 1)) & 1) === (i & 1) ? 1 : 0))
    return evaluate(network, [row])[0]!
  })
  const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
  const sequences = sequencesIn(network, { boxes: [{ ...domain, letters: 2 }] })
  expect(sequences).toEqual([{ target: 3, hidden: 2, input: 0 }])
  const proved = (lo: number, hi: number, tree: CertifiedTree): boolean =>
    isAccepted(
      certificateOf({ network, domains: [domain], holds: always(within(lo, hi)), proof: { kind: 'bounds', tree } }),
    )
  expect(proved(least - 1e-5, most + 1e-5, { kind: 'leaf', sequences })).toBe(true)
  expect(proved(least - 1e-5, most + 1e-5, { kind: 'leaf' })).toBe(false)
  expect(proved(least - 1e-5, most - 1e-7, { kind: 'leaf', sequences })).toBe(false)
  expect(proved(least + 1e-7, most + 1e-5, { kind: 'leaf', sequences })).toBe(false)
  const letters = {
    kind: 'split',
    split: { kind: 'letters', input: 0, row: 2, letters: [1] },
    left: linear,
    right: linear,
  } as const
  expect(proved(-1, 10, letters)).toBe(true)
  expect(proved(-1, 10, { ...letters, split: { ...letters.split, letters: [] } })).toBe(false)
  expect(proved(-1, 10, { ...letters, split: { ...letters.split, letters: [0, 1] } })).toBe(false)
})

test('numbers between 0 and 1 are no letters', () => {
  const network = motif(7, [1, -1, -0.5, 1, 0.25, 0.5])
  const tree = { kind: 'leaf', sequences: [{ target: 3, hidden: 2, input: 0 }] } as const
  const parts = { network, holds: always(within(-99, 99)), proof: { kind: 'bounds', tree } } as const
  expect(isAccepted(certificateOf({ ...parts, domains: [oneHot(7, 2)] }))).toBe(true)
  expect(isAccepted(certificateOf({ ...parts, domains: [box([7, 2], 0, 1)] }))).toBe(false)
})

test('shares of a softmax are accepted as within [0, 1], however far apart what it reads is', () => {
  const linearLayer = dense(2, [{ weights: [[1, 0], [-1, 1], [0, -1]] }]) // prettier-ignore
  const softmax = { kind: 'softmax', group: 3, size: 3, reads: [1], layer: 'softmax', faultyOn: [] } as const
  const network: Network = { ...linearLayer, operations: [...linearLayer.operations, softmax], output: 2 }
  for (const backend of tfjsBackends) {
    const liesIn = (size: number, lo: number, hi: number): boolean =>
      isAccepted(
        certificateOf({ network, backend, domains: [box([2], -size, size)], holds: always(within(lo, hi)), proof: { kind: 'bounds', tree: linear } }),
      ) // prettier-ignore
    for (const size of [1e-3, 1, 30, 1e3, 1e30]) expect(liesIn(size, 0, 1)).toBe(true)
    expect(liesIn(1e3, 0, 1 - 2 ** -24)).toBe(false)
    expect(liesIn(1e3, 2 ** -149, 1)).toBe(false)
  }
})

test('quotients are accepted as far as their divisor is away from 0, and nowhere else', () => {
  // x / y of two numbers of one input
  const take = (tap: number) =>
    ({ kind: 'gather', taps: Int32Array.of(tap), size: 1, reads: [0], layer: '', faultyOn: [] }) as const
  const input = { kind: 'input', input: 0, size: 2, reads: [], layer: '', faultyOn: [] } as const
  const divided = { kind: 'quotient', size: 1, reads: [1, 2], layer: '', faultyOn: [] } as const
  const network: Network = {
    inputs: [{ name: 'x', size: 2 }],
    operations: [input, take(0), take(1), divided],
    output: 3,
    opaque: [],
  }
  const liesIn = (lo: number, hi: number, low: number[], high: number[]): boolean =>
    isAccepted(
      certificateOf({
        network,
        domains: [box([2], low, high)],
        holds: always(within(lo, hi)),
        proof: { kind: 'bounds', tree: { kind: 'leaf' } },
      }),
    )
  expect(liesIn(0.25, 1, [1, 2], [2, 4])).toBe(true)
  expect(liesIn(0.25 + 2 ** -20, 1, [1, 2], [2, 4])).toBe(false)
  expect(liesIn(0.25, 1 - 2 ** -20, [1, 2], [2, 4])).toBe(false)
  expect(liesIn(-4, 4, [-4, -4], [4, -1])).toBe(true)
  expect(liesIn(-3e38, 3e38, [0, 0], [0, 0])).toBe(false)
  expect(liesIn(-3e38, 3e38, [-1, -1], [1, 1])).toBe(false)
  expect(liesIn(-3e38, 3e38, [0, 2 ** -130], [0, 1])).toBe(false)
  // A subnormal number that is divided may count as 0.
  expect(liesIn(2 ** -4, 1, [2 ** -130, 2 ** -126], [2 ** -126, 2 ** -126])).toBe(false)
  expect(liesIn(0, 1, [2 ** -130, 2 ** -126], [2 ** -126, 2 ** -126])).toBe(true)
})

test('an example shows a claim by what is certain of its own output', () => {
  const witness = (...x: number[]) => ({ kind: 'witness', inputs: [Float32Array.from(x)] }) as const
  const sometimesAbove = { holds: sometimes(within(1.4, 2)) }
  expect(isAccepted(certificateOf({ ...sometimesAbove, proof: witness(1, 0) }))).toBe(true)
  expect(isAccepted(certificateOf({ ...sometimesAbove, proof: witness(1, 0.5) }))).toBe(false)
  expect(isAccepted(certificateOf({ ...sometimesAbove, proof: witness(2, 0) }))).toBe(false)
  expect(isAccepted(certificateOf({ ...sometimesAbove, proof: witness(1) }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: always(within(0, 1.4)), status: 'refuted', proof: witness(1, 0) }))).toBe(
    true,
  )
  expect(isAccepted(certificateOf({ holds: always(within(0, 2)), status: 'refuted', proof: witness(1, 0) }))).toBe(
    false,
  )
  const network = dense(4, [{ weights: [[1, 2, 3, 4]] }])
  const spelled = (...x: number[]): boolean =>
    isAccepted(
      certificateOf({ network, domains: [oneHot(2, 2)], holds: sometimes(within(0, 9)), proof: witness(...x) }),
    )
  expect(spelled(0, 1, 1, 0)).toBe(true)
  expect(spelled(1, 1, 1, 0)).toBe(false)
  expect(spelled(0.5, 0.5, 1, 0)).toBe(false)
})

test('growth without end, and its absence', () => {
  const rising = dense(1, [{ weights: [[1], [-1]], name: 'relu' }, { weights: [[2, 0.5]] }])
  const flat = dense(1, [{ weights: [[1], [-1]], name: 'tanh' }, { weights: [[2, 0.5]] }])
  const grows = (x: number, sign: 1 | -1, network = rising, domain: Domain = finite()): boolean =>
    isAccepted(
      certificateOf({
        network,
        domains: [domain],
        holds: unbounded(),
        proof: { kind: 'growth', inputs: [Float32Array.of(x)], input: 0, element: 0, sign },
      }),
    )
  expect(grows(1e38, 1)).toBe(true)
  expect(grows(3e38, 1)).toBe(true)
  expect(grows(-1e38, -1)).toBe(true)
  expect(grows(0, 1)).toBe(false)
  expect(grows(1e38, 1, flat)).toBe(false)
  expect(grows(1e38, 1, rising, interval(-1e38, 2e38))).toBe(false)
  const bounded = (network: Network, domain: Domain): boolean =>
    isAccepted(certificateOf({ network, domains: [domain], holds: unbounded(), status: 'refuted' }))
  expect(bounded(flat, finite())).toBe(true)
  expect(bounded(rising, interval(-9, 9))).toBe(true)
  expect(bounded(rising, box([1], -Infinity, 1e30))).toBe(false)
  // What falls without end where a relu is shut is bounded; a slope too small for float64 is one.
  const falling = dense(1, [{ weights: [[-1], [-0.1]], bias: [1, 2], name: 'relu' }, { weights: [[2, 0.5]] }])
  expect(bounded(falling, box([1], 0, Infinity))).toBe(true)
  expect(bounded(falling, box([1], -Infinity, 0))).toBe(false)
  const faint = dense(
    1,
    Array.from({ length: 9 }, () => ({ weights: [[2 ** -149]] })),
  )
  expect(bounded(faint, finite())).toBe(false)
  expect(bounded(faint, interval(-9, 9))).toBe(true)
})

test('inputs that were all computed are computed again', () => {
  const network = dense(1, [{ weights: [[1]], name: 'sigmoid' }])
  const domain = interval(-1e-43, 1e-43)
  const certificate = (cases: number): Record<string, unknown> =>
    certificateOf({
      network,
      domains: [domain],
      holds: always(within(0.4, 0.6)),
      proof: { kind: 'bounds', tree: { kind: 'computed', cases } },
    })
  const seen: number[] = []
  const compute = (values: Float32Array): Float32Array => {
    seen.push(...values)
    return values.map(() => 0.5)
  }
  // 71 floats on each side, and both zeros.
  expect(check(certificate(144), { compute }).accepted).toBe(true)
  expect(new Set(seen.map((x) => (Object.is(x, -0) ? '-0' : x))).size).toBe(144)
  expect(check(certificate(143), { compute }).accepted).toBe(false)
  expect(check(certificate(144), { compute: (values) => values.map((x) => (x === 0 ? NaN : 0.5)) }).accepted).toBe(
    false,
  )
  expect(check(certificate(144))).toMatchObject({ accepted: false, reason: 'it cannot be checked without the model' })
})
