import {
  always,
  box,
  claim,
  type Claim,
  type ClaimDomains,
  currentBackend,
  interval,
  oneHot,
  type tf,
  verify,
  within,
} from 'overshoot'
import { loadTrained } from '../fixtures/models.ts'
import { referenceCnn, referenceMlp } from '../fixtures/reference/models.ts'
import { openPool } from '../dist/proof/branch/pool.js'
import { linearBounds } from '../dist/proof/linear/linearBounds.js'
import { optimizeSlopes } from '../dist/proof/linear/optimizeSlopes.js'
import type { Region } from '../dist/proof/region.js'
import { sequenceBounds } from '../dist/proof/sequences/sequenceBounds.js'
import { type ProofSubject, subjectOf } from '../dist/proof/subject.js'
import type { Row } from './measure.ts'

// Compiled: programs that run as TypeScript reach each other's functions slowly.

/**
 * Bounds and proofs on the two reference networks. The peer's figures, auto_LiRPA 0.7.1 on the same boxes, are those of
 * the design: CROWN 2.2-3.2 ms (CNN) and 10-12 ms (MLP) a box; widths of CROWN and alpha-CROWN as below; alpha-CROWN
 * 150-223 ms a box.
 */
export async function proof(): Promise<Row[]> {
  return [...speed(), ...(await throughput()), ...tightness(), ...(await wrapped()), ...(await sequences())]
}

const everything = always(within(-Infinity, Infinity))
const radii = [
  { radius: Infinity, crown: 4.459, alpha: 4.088 },
  { radius: 0.01, crown: 0.02434, alpha: 0.02412 },
  { radius: 0.05, crown: 0.1697, alpha: 0.1663 },
  { radius: 0.1, crown: 0.4548, alpha: 0.4444 },
]

function subjectFor(model: tf.LayersModel, inputs: ClaimDomains): ProofSubject {
  const one: Claim = claim('bounds', model, { inputs, holds: everything })
  return subjectOf(one, currentBackend())!
}

/** The logit of the reference CNN around its centre, at d = 5; the full box [0, 1] for an infinite radius. */
function cnnSubject(radius: number): ProofSubject {
  const { make, x0, d0 } = referenceCnn()
  const lo = x0.map((x) => (radius === Infinity ? 0 : x - radius))
  const hi = x0.map((x) => (radius === Infinity ? 1 : x + radius))
  return subjectFor(make(), { d: interval(d0, d0), x: box([64, 4], lo, hi) })
}

function mlpSubject(): ProofSubject {
  return subjectFor(referenceMlp().make(), box([5], -0.5, 0.5))
}

/** Milliseconds of one call, the least of several rounds. */
function milliseconds(work: () => void): number {
  let best = Infinity
  for (let round = 0; round < 8; round++) {
    const started = performance.now()
    for (let i = 0; i < 5; i++) work()
    best = Math.min(best, (performance.now() - started) / 5)
  }
  return best
}

function speed(): Row[] {
  const one = ({ network, region, backend }: ProofSubject): number =>
    milliseconds(() => linearBounds(network, region, backend))
  return [
    { what: 'one box, CNN, full', value: one(cnnSubject(Infinity)), unit: 'ms', target: '<= 0.5' },
    { what: 'one box, CNN, radius 0.05', value: one(cnnSubject(0.05)), unit: 'ms', target: '<= 0.5' },
    { what: 'one box, MLP, full', value: one(mlpSubject()), unit: 'ms', target: '<= 3' },
  ]
}

/** 256 parts of the full box at once, on all cores. */
async function throughput(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, subject, target] of [
    ['CNN', cnnSubject(Infinity), '>= 5000, goal 20000'],
    ['MLP', mlpSubject(), '>= 600, goal 1900'],
  ] as const) {
    const { network, region, backend } = subject
    const regions = Array.from({ length: 256 }, (_, k) => part(region, k))
    const goal = { set: within(-Infinity, Infinity), side: 'inside' } as const
    const pool = openPool({ network, goal, backend })
    let best = 0
    for (let round = 0; round < 12; round++) {
      const started = performance.now()
      await pool.bound({ regions, steps: 0, until: Infinity })
      best = Math.max(best, (256 / (performance.now() - started)) * 1000)
    }
    await pool.close()
    rows.push({ what: `256 boxes at once, ${name}`, value: best, unit: 'boxes/s', target })
  }
  return rows
}

/** A tenth of the region in each number, somewhere in it. */
function part({ boxes, phases }: Region, k: number): Region {
  return {
    boxes: boxes.map(({ lo, hi }) => {
      const from = lo.map((low, i) => low + (hi[i]! - low) * 0.9 * (((i + 1) * (k + 1) * 0.618) % 1))
      return { lo: from, hi: from.map((low, i) => low + (hi[i]! - lo[i]!) / 10) }
    }),
    phases,
  }
}

function tightness(): Row[] {
  return radii.flatMap(({ radius, crown, alpha }) => {
    const subject = cnnSubject(radius)
    const { network, region, backend } = subject
    const { lo, hi } = linearBounds(network, region, backend)!.bounds[network.output]!
    let width = 0
    const time = milliseconds(() => {
      width = optimizedWidth(subject)
    })
    const name = radius === Infinity ? 'full box' : `radius ${radius}`
    return [
      { what: `logit width / CROWN's, ${name}`, value: (hi[0]! - lo[0]!) / crown, unit: 'x', target: '<= 1.01' },
      { what: `optimized width / alpha-CROWN's, ${name}`, value: width / alpha, unit: 'x', target: 'goal <= 1.02' },
      { what: `optimized, one box, ${name}`, value: time, unit: 'ms', target: 'goal <= 15-22' },
    ]
  })
}

function optimizedWidth({ network, region, backend }: ProofSubject): number {
  const relaxation = linearBounds(network, region, backend)!
  const L = relaxation.coefficients[network.output]!
  const side = (sign: number): number => {
    L.fill(sign)
    return sign * optimizeSlopes(relaxation, network.output, { steps: 12 })
  }
  return side(1) - side(-1)
}

async function wrapped(): Promise<Row[]> {
  const model = referenceCnn().make('sigmoid')
  const inputs = { d: interval(0, 20), x: box([64, 4], 0, 1) }
  const started = performance.now()
  const verdict = await verify(claim('wrapped', model, { inputs, holds: always(within(0, 1, { open: true })) }))
  return [
    {
      what: 'sigmoid-wrapped CNN, d in [0, 20], full box: within(0, 1) proved',
      value: verdict.status === 'proved' ? 1 : 0,
      unit: '',
      target: '1',
    },
    { what: 'and in', value: (performance.now() - started) / 1000, unit: 's' },
  ]
}

async function sequences(): Promise<Row[]> {
  const { deep } = await loadTrained('question')
  const { network, region, backend } = subjectFor(deep, { sequence: oneHot(60, 4) })
  const started = performance.now()
  const range = sequenceBounds(network, region, backend)
  const first = (performance.now() - started) / 1000
  if (range.kind !== 'exact') throw new Error(range.reason)
  const again = milliseconds(() => sequenceBounds(network, region, backend)) / 1000
  return [
    { what: 'exact range over all 4^60 strings, first time', value: first, unit: 's', target: '< 1, goal 0.3' },
    { what: 'and again', value: again, unit: 's' },
    { what: 'width of that range', value: range.hi - range.lo, unit: '' },
    { what: 'of which rounding', value: range.slack, unit: '' },
  ]
}
