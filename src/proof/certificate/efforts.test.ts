import { expect, test } from 'vitest'
import { effortsFor, planOf } from '../../checker/bounds/effort.ts'
import { newCheck } from '../../checker/check.ts'
import { decode } from '../../checker/format/decode.ts'
import { plain } from '../../checker/format/nodesIn.ts'
import { showLeaf } from '../../checker/tree/showLeaf.ts'
import { always, box, interval, within } from '../../claim/index.ts'
import { affine, input, network } from '../../../test/hostile/certificates/networks.ts'
import { certificateOf, check, dense, linear } from '../../../test/proof/certificate/certificates.ts'

test('what is not shown at once is cut in halves', () => {
  // tanh x - tanh 0.5 x, 0.3 at most.
  const own = dense(1, [{ weights: [[1], [0.5]], name: 'tanh' }, { weights: [[1, -1]] }])
  const parts = { network: own, domains: [interval(-3, 3)] }
  const one = newCheck(decode(certificateOf(parts)))
  const region = { boxes: [...one.domains], phases: [] }
  const shows = (cuts: number, bound: number): readonly [number, number] =>
    showLeaf(one, region, plain, ([lo, hi, nan]) => !nan && -bound <= lo && hi <= bound, cuts)
  expect(() => shows(0, 0.4)).toThrow('do not show it')
  const [lo, hi] = shows(4, 0.4)
  expect(Math.max(-lo, hi)).toBeLessThanOrEqual(0.4)
  expect(() => shows(4, 0.29)).toThrow('do not show it')
  expect(check(certificateOf({ ...parts, holds: always(within(-0.4, 0.4)) }))).toMatchObject({ accepted: true })
})

test('a leaf that is not shown is named', () => {
  const half = {
    kind: 'split',
    split: { kind: 'number', input: 0, index: 0, at: 0 },
    left: linear,
    right: linear,
  } as const
  const data = certificateOf({
    network: dense(1, [{ weights: [[1]] }]),
    domains: [interval(-1, 1)],
    holds: always(within(-2, 0.5)),
    proof: { kind: 'bounds', tree: half },
  })
  expect(check(data)).toMatchObject({ accepted: false, leaf: 1 })
})

test('large networks are bounded by intervals where that is enough, and within the time that there is', () => {
  // Linear relaxation of all sums would take minutes.
  const each = (size: number, of: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i % of)
  const weights = (size: number): Float64Array => Float64Array.from({ length: size }, (_, k) => ((k % 5) - 2) / 256)
  const own = network(
    input(16),
    affine([0], 4096, 16, { positions: 256, filters: 16, taps: each(4096, 16), kernel: weights(256) }),
    { kind: 'elementwise', name: 'tanh', parameter: new Float64Array(1), size: 4096, reads: [1] },
    affine([2], 4096, 1024, { positions: 64, filters: 64, taps: each(2 ** 16, 4096), kernel: weights(2 ** 16) }),
    { kind: 'elementwise', name: 'tanh', parameter: new Float64Array(1), size: 4096, reads: [3] },
    affine([4], 1, 4096, { taps: each(4096, 4096), kernel: weights(4096) }),
    { kind: 'elementwise', name: 'sigmoid', parameter: new Float64Array(1), size: 1, reads: [5] },
  )
  const below = (hi: number): Record<string, unknown> =>
    certificateOf({ network: own, domains: [box([16], -1, 1)], holds: always(within(0, hi)) })
  expect(effortsFor(planOf(decode(below(1)).network))).toEqual(['output', 'cheap', 'all'])
  expect(check(below(1))).toMatchObject({ accepted: true })
  expect(check(below(0.1), { deadline: performance.now() + 1000 })).toMatchObject({
    accepted: false,
    stopped: 'time',
    reason: 'there was no time to check all of it',
  })
})
