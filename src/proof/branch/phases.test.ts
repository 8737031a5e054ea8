import fc from 'fast-check'
import { expect, test } from 'vitest'
import { always, box, within } from '../../claim/index.ts'
import type { Network } from '../../network/network.ts'
import { tapsOf } from '../../operations/affine/taps.ts'
import type { Operation } from '../../operations/index.ts'
import { certificateOf, check } from '../../../test/proof/certificate/certificates.ts'
import { integer, noise, pick, uniform } from '../../../test/network/random.ts'
import { runAllFloat32, styles } from '../../../test/proof/float32.ts'
import type { Region } from '../region.ts'
import { boundRegion } from './boundRegion.ts'
import { branchAndBound } from './branchAndBound.ts'
import { splitRegion } from './split.ts'

const SIDE = 6
const INPUTS = SIDE * SIDE

/** More inputs than are split: a convolution, a residual sum or none, a dense layer, relus between them. */
function convolutional(random: () => number): Network {
  const weights = (count: number, scale: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.fround(noise(random, scale)))
  const operations: Operation[] = [{ kind: 'input', input: 0, size: INPUTS, reads: [], layer: 'x', faultyOn: [] }]
  const affine = (reads: number[], taps: readonly number[][], filters: number): number => {
    const [positions, window] = [taps.length, taps[0]!.length]
    return operations.push({
      kind: 'affine',
      layer: 'affine',
      faultyOn: [],
      reads,
      size: positions * filters,
      taps: tapsOf(Int32Array.from(taps.flat()), window),
      kernel: weights(window * filters, 1.5 / Math.sqrt(window)),
      bias: random() < 0.7 ? weights(filters, 0.2) : null,
      positions,
      window,
      filters,
      groups: 1,
      rounding: { kind: 'sum' },
    })
  }
  const relu = (): number => {
    const { size } = operations.at(-1)!
    const parameter = new Float64Array(1)
    return operations.push({
      kind: 'elementwise',
      name: 'relu',
      parameter,
      size,
      reads: [operations.length - 1],
      layer: 'relu',
      faultyOn: [],
    })
  }
  const stride = 2
  const windows = Array.from({ length: 9 }, (_, p) => {
    const [row, column] = [stride * Math.floor(p / 3), stride * (p % 3)]
    return Array.from({ length: 9 }, (_one, k) => {
      const [r, c] = [row + Math.floor(k / 3) - 1, column + (k % 3) - 1]
      return r < 0 || c < 0 || r >= SIDE || c >= SIDE ? -1 : SIDE * r + c
    })
  })
  affine([0], windows, 2)
  relu()
  const all = (size: number): number[][] => [Array.from({ length: size }, (_, i) => i)]
  const reads = random() < 0.5 ? [2] : [2, 1]
  affine(reads, all(reads.length * 18), 5)
  relu()
  affine([operations.length - 1], all(5), integer(random, 1, 2))
  return { inputs: [{ name: 'x', size: INPUTS }], operations, output: operations.length - 1, opaque: [] }
}

const nothing = {
  set: { lo: 0, hi: 0, open: { lo: true, hi: true }, description: 'nothing' },
  side: 'inside',
} as const

test('outputs lie within the bounds of every part that the input is in, however often phases are split', () => {
  let split = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = convolutional(random)
      const radius = pick(random, [0.05, 0.3, 1])
      const centre = Float32Array.from({ length: INPUTS }, () => noise(random, 1))
      const [lo, hi] = [centre.map((x) => x - radius), centre.map((x) => x + radius)]
      const corner = random() < 0.5
      const x = lo.map((low, i) => (corner ? pick(random, [low, hi[i]!]) : low + random() * (hi[i]! - low)))
      const inside = x.map((value, i) => Math.min(hi[i]!, Math.max(lo[i]!, value)))
      const results = runAllFloat32(network, [inside], pick(random, styles))
      let region: Region = { boxes: [{ lo, hi }], phases: [] }
      for (let depth = 0; depth < 8; depth++) {
        const found = boundRegion(network, region, nothing, 'cpu', { steps: 4 })
        for (const y of results[network.output]!) {
          expect(y).toBeGreaterThanOrEqual(found.lo)
          expect(y).toBeLessThanOrEqual(found.hi)
        }
        const cut = found.split
        if (cut?.kind !== 'phase') break
        split++
        const { boundsBefore, slopes } = found
        const isActive = results[network.operations[cut.operation]!.reads[0]!]![cut.index]! >= 0
        const half = splitRegion(region, cut)[isActive ? 0 : 1]
        region = { ...half, ...(boundsBefore && { boundsBefore }), slopesBefore: slopes }
      }
    }),
    { numRuns: 150 },
  )
  expect(split).toBeGreaterThan(200)
})

test('the checker accepts proofs by phases, and none of what is not so', async () => {
  let [shown, parts] = [0, 0]
  for (let seed = 0; seed < 12; seed++) {
    const random = uniform(seed)
    const network = convolutional(random)
    const region: Region = { boxes: [box([INPUTS], -0.5, 0.5)], phases: [] }
    const rough = boundRegion(network, region, nothing, 'cpu', { steps: 0 })
    const style = styles[0]!
    let least = Infinity
    for (let i = 0; i < 300; i++) {
      const x = Float32Array.from({ length: INPUTS }, () => pick(random, [-0.5, 0.5]))
      least = Math.min(least, ...runAllFloat32(network, [x], style)[network.output]!)
    }
    for (const share of [0.9, 0.6]) {
      const bound = rough.lo + (1 - share) * (least - rough.lo)
      const set = within(bound, 1e6)
      const result = await branchAndBound(network, region, { set, side: 'inside' }, 'cpu', {
        deadline: Infinity,
        most: 60,
      })
      if (result.outcome !== 'shown' || result.tree.kind === 'open') continue
      shown++
      parts += result.regions
      const claimed = { network, domains: [box([INPUTS], -0.5, 0.5)], proof: { kind: 'bounds', tree: result.tree } }
      const accepted = check(certificateOf({ ...claimed, holds: always(set) } as never))
      expect(accepted).toMatchObject({ accepted: true })
      const wrong = always(within(least + 1e-3, 1e6))
      expect(check(certificateOf({ ...claimed, holds: wrong } as never))).toMatchObject({ accepted: false })
    }
  }
  expect(shown).toBeGreaterThan(10)
  expect(parts).toBeGreaterThan(3 * shown)
})

test('of a bound that a set leaves out only what stands in the way is optimized', () => {
  const network = convolutional(uniform(3))
  const region: Region = { boxes: [box([INPUTS], -0.5, 0.5)], phases: [] }
  const above = { lo: -0.01, hi: Infinity, open: { lo: true, hi: false }, description: 'above' }
  const { slopes, shown } = boundRegion(network, region, { set: above, side: 'inside' }, 'cpu', { steps: 4 })
  expect(shown).toBe(false)
  expect(slopes.map(({ side }) => side)).not.toContain(1)
})
