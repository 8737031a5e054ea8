import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from '../../checker/certificate.ts'
import { checkProof } from '../../checker/checkProof.ts'
import { inSet, within } from '../../claim/set.ts'
import { always, box, finite, interval, oneHot, sometimes, unbounded } from '../../claim/index.ts'
import type { Domain } from '../../claim/domain.ts'
import { evaluate } from '../../network/evaluate.ts'
import type { Network, Operation } from '../../network/network.ts'
import { noise, uniform } from '../../network/random.laws.ts'
import { branchAndBound } from '../branch/branchAndBound.ts'
import { runFloat32, styles } from '../float32.laws.ts'
import { figureOn, makeCertificate, sequencesIn } from './index.ts'
import type { CertificateParts } from './makeCertificate.ts'
import type { CertifiedTree } from './proofData.ts'

type Layer = {
  readonly weights: readonly (readonly number[])[]
  readonly bias?: readonly number[]
  readonly name?: 'relu' | 'sigmoid' | 'tanh'
}

const floats = (values: readonly number[]): Float64Array => Float64Array.from(values, Math.fround)

/** Dense layers one after the other; `weights[i][j]` leads from input j to output i. */
function dense(size: number, layers: readonly Layer[]): Network {
  const operations: Operation[] = [{ kind: 'input', input: 0, size, reads: [], layer: 'x', faultyOn: [] }]
  for (const [k, { weights, bias, name }] of layers.entries()) {
    const common = { layer: `layer ${k}`, faultyOn: [], size: weights.length }
    const width = weights[0]!.length
    operations.push({
      ...common,
      kind: 'affine',
      reads: [operations.length - 1],
      taps: Int32Array.from({ length: width }, (_, j) => j),
      kernel: floats(Array.from({ length: width }, (_, j) => weights.map((row) => row[j]!)).flat()),
      bias: bias ? floats(bias) : null,
      positions: 1,
      window: width,
      filters: weights.length,
      groups: 1,
      rounding: { kind: 'sum' },
    })
    if (name)
      operations.push({
        ...common,
        kind: 'elementwise',
        name,
        parameter: new Float64Array(1),
        reads: [operations.length - 1],
      })
  }
  return { inputs: [{ name: 'x', size }], operations, output: operations.length - 1, opaque: [] }
}

/** |x - y| + small change: relu(x - y) + relu(y - x) on two numbers. */
const distance = dense(2, [
  {
    weights: [
      [1, -1],
      [-1, 1],
    ],
    name: 'relu',
  },
  { weights: [[1, 1]], bias: [0.5] },
])
const square = box([2], 0, 1)
const halves = (at: number, leaf: CertifiedTree): CertifiedTree => ({
  kind: 'split',
  split: { kind: 'number', input: 0, index: 0, at },
  left: leaf,
  right: leaf,
})
const linear: CertifiedTree = { kind: 'leaf' }
/** By the sign of what the first hidden number reads. */
const bySign = (leaf: CertifiedTree): CertifiedTree => ({
  kind: 'split',
  split: { kind: 'phase', operation: 2, index: 0 },
  left: leaf,
  right: leaf,
})

function certificateOf(parts: Partial<CertificateParts> = {}): Record<string, unknown> {
  const certificate = makeCertificate({
    claim: 'a claim',
    holds: always(within(0, 2)),
    status: 'proved',
    backend: 'cpu',
    fingerprint: 'abc',
    network: distance,
    domains: [square],
    proof: { kind: 'bounds', tree: linear },
    ...parts,
  })
  return JSON.parse(JSON.stringify(certificate)) as Record<string, unknown>
}

const check = (data: unknown): ReturnType<typeof checkProof> => checkProof(data, { figures: figureOn })
const isAccepted = (data: unknown): boolean => check(data).accepted

/** The same certificate, its digest made for what it now holds. */
function sealed({ digest: _digest, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return { ...rest, digest: createHash('sha256').update(JSON.stringify(rest)).digest('hex') }
}

test('a true proof is accepted, and says what it shows and rests on', () => {
  expect(check(certificateOf())).toMatchInlineSnapshot(`
    {
      "accepted": true,
      "restsOn": [
        "float32 arithmetic that rounds to nearest, in any order",
        "how far relu is off on cpu, as listed",
      ],
      "says": ""a claim" is proved for cpu: outputs are within [0.4999992549419403, 1.5000011920928955]",
    }
  `)
})

test('a claim that is not true is rejected, and so is one that the bounds of its leaves do not show', () => {
  expect(isAccepted(certificateOf({ holds: always(within(0, 1.49)) }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: always(within(0.51, 2)) }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: sometimes(within(3, 4)), status: 'refuted' }))).toBe(true)
  expect(isAccepted(certificateOf({ holds: sometimes(within(1, 4)), status: 'refuted' }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: sometimes(within(0, 2)), status: 'proved' }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: always(within(0, 2)), status: 'refuted' }))).toBe(false)
})

test('the parts of a tree have to make up the domain', () => {
  const whole = certificateOf({ proof: { kind: 'bounds', tree: halves(0.5, linear) } })
  expect(isAccepted(whole)).toBe(true)
  const nodes = (whole['proof'] as { nodes: object[] }).nodes
  const rejected = (others: object[]): void => {
    expect(check(sealed({ ...whole, proof: { kind: 'bounds', nodes: others } }))).toMatchObject({ accepted: false })
  }
  rejected(nodes.slice(0, 2))
  rejected([...nodes, nodes[1]!])
  rejected([])
  for (const at of [-0.25, 1, 1.5, 0.1, '0.5', null, 1e999]) rejected([{ ...nodes[0], at }, ...nodes.slice(1)])
  for (const index of [2, -1, 0.5, 'lo']) rejected([{ ...nodes[0], index }, ...nodes.slice(1)])
  rejected([{ ...nodes[0], input: 1 }, ...nodes.slice(1)])
  rejected([{ ...nodes[0], kind: 'letters', row: 0, letters: [0] }, ...nodes.slice(1)])
})

test('the range that a leaf claims has to hold', () => {
  const withRange = (lo: number, hi: number): boolean =>
    isAccepted(certificateOf({ proof: { kind: 'bounds', tree: { kind: 'leaf', range: [lo, hi] } } }))
  expect(withRange(0.4999, 1.5001)).toBe(true)
  expect(withRange(0.5001, 1.5001)).toBe(false)
  expect(withRange(0.4999, 1.5)).toBe(false)
})

test('a certificate for another model is rejected, and one whose figures say less than was measured', () => {
  expect(checkProof(certificateOf(), { fingerprint: 'abc' }).accepted).toBe(true)
  expect(checkProof(certificateOf(), { fingerprint: 'abd' })).toEqual({
    accepted: false,
    reason: 'it is about another model',
  })
  const network = dense(1, [{ weights: [[1]], name: 'sigmoid' }])
  const data = certificateOf({ network, domains: [interval(-1, 1)] })
  expect(isAccepted(data)).toBe(true)
  const text = JSON.stringify(data).replaceAll('6.02e-8', '6.01e-8')
  expect(check(sealed(JSON.parse(text) as Record<string, unknown>))).toEqual({
    accepted: false,
    reason: 'sigmoid may be further off than it says',
  })
})

test('nothing is known of an operation that the backend computes otherwise', () => {
  const operations = distance.operations.map((one) => ({ ...one, faultyOn: ['wasm'] as const }))
  const network = { ...distance, operations }
  expect(isAccepted(certificateOf({ network }))).toBe(true)
  expect(isAccepted(certificateOf({ network, backend: 'wasm' }))).toBe(false)
  expect(isAccepted(certificateOf({ network: distance, backend: 'wasm' }))).toBe(true)
})

test('a sign that splits a part does not rule out NaN', () => {
  const huge = dense(2, [{ weights: [[2, -2]], name: 'relu' }])
  const phase = bySign(linear)
  const parts = {
    network: huge,
    holds: always(within(-Infinity, Infinity)),
    proof: { kind: 'bounds', tree: phase },
  } as const
  expect(isAccepted(certificateOf({ ...parts, domains: [box([2], -1, 1)] }))).toBe(true)
  expect(isAccepted(certificateOf({ ...parts, domains: [box([2], -3e38, 3e38)] }))).toBe(false)
})

const refuses = (data: unknown): string => {
  const result = checkProof(data)
  return result.accepted ? 'accepted' : result.reason
}

test('what is no certificate is refused in words', () => {
  for (const data of [undefined, null, 3, 'text', [], {}, { format: 'overshoot certificate' }, new Date(0)])
    expect(refuses(data)).toContain('no certificate')
  expect(refuses({ ...certificateOf(), status: 'refuted' })).toContain('damaged')
  const cyclic = certificateOf()
  cyclic['claim'] = cyclic
  expect(refuses(cyclic)).not.toBe('accepted')
})

test('absurd sizes end in a reason, and soon', () => {
  const data = certificateOf()
  const network = data['network'] as { operations: Record<string, unknown>[] }
  const change = (at: number, fields: object): object =>
    sealed({
      ...data,
      network: { ...network, operations: network.operations.map((one, i) => (i === at ? { ...one, ...fields } : one)) },
    })
  for (const value of [2 ** 40, 2 ** 22, -1, 0, 0.5, 1e308, 'Infinity', null])
    for (const field of ['size', 'window', 'filters', 'groups']) {
      expect(check(change(1, { [field]: value })).accepted).toBe(false)
    }
  expect(isAccepted(change(1, { reads: [4] }))).toBe(false)
  expect(isAccepted(change(1, { reads: [1] }))).toBe(false)
  expect(isAccepted(change(1, { taps: `int32:${Buffer.from(Int32Array.of(0, 9).buffer).toString('base64')}` }))).toBe(
    false,
  )
  expect(
    isAccepted(
      change(1, { kernel: `float64:${Buffer.from(Float64Array.of(1, NaN, 1, 1).buffer).toString('base64')}` }),
    ),
  ).toBe(false)
})

/** A random network of dense layers, a box of its inputs, and float32 outputs for inputs in it. */
function randomCase(
  seed: number,
  names: readonly NonNullable<Layer['name']>[],
): { network: Network; domain: Domain; outputs: number[] } {
  const random = uniform(seed)
  const sizes = [1 + Math.floor(random() * 4), 2 + Math.floor(random() * 4), 1 + Math.floor(random() * 4), 1]
  const row = (length: number): number[] => Array.from({ length }, () => Math.fround(noise(random, 1)))
  const layers = sizes.slice(1).map((size, k) => ({
    weights: Array.from({ length: size }, () => row(sizes[k]!)),
    bias: row(size),
    ...(k < 2 && { name: names[Math.floor(random() * names.length)]! }),
  }))
  const network = dense(sizes[0]!, layers)
  const radius = [0.001, 0.1, 1, 3][Math.floor(random() * 4)]!
  const centre = row(sizes[0]!)
  const domain = box(
    [sizes[0]!],
    centre.map((x) => x - radius),
    centre.map((x) => x + radius),
  )
  const outputs = Array.from({ length: 200 }, (_, k) => {
    const share = (): number => (k % 2 === 0 ? Math.round(random()) : random())
    const x = domain.lo.map((lo, i) => Math.min(domain.hi[i]!, Math.max(lo, lo + share() * (domain.hi[i]! - lo))))
    return [evaluate(network, [x])[0]!, runFloat32(network, [x], styles[k % styles.length]!)[0]!]
  }).flat()
  return { network, domain, outputs }
}

const seeds = fc.integer()

test('what branch and bound shows is accepted, and nothing that an output contradicts', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, fc.constantFrom(0.001, 0.05, 0.3), async (seed, room) => {
      const { network, domain, outputs } = randomCase(seed, ['relu'])
      const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
      const wide = room * (most - least) + 1e-4
      fc.pre(most - least > 1e-5)
      const set = within(least - wide, most + wide)
      const region = { boxes: [domain], phases: [] }
      const options = { deadline: performance.now() + 500, most: 300, steps: seed & 1 ? 8 : 0 }
      const { outcome, tree } = await branchAndBound(network, region, { set, wants: 'inside' }, 'cpu', options)
      fc.pre(outcome === 'shown')
      const parts = { network, domains: [domain], proof: { kind: 'bounds', tree: tree as CertifiedTree } } as const
      expect(check(certificateOf({ ...parts, holds: always(set) }))).toMatchObject({ accepted: true })
      const tighter = [within(least, most - 1e-6 * wide), within(least + 1e-6 * wide, most)]
      for (const holds of tighter) expect(isAccepted(certificateOf({ ...parts, holds: always(holds) }))).toBe(false)
    }),
    { numRuns: 60 },
  )
})

/** Conv1D of one filter over rows of two letters, relu, and a sum of all: what motifs add up to. */
function motif(rows: number, weights: readonly number[]): Network {
  const width = weights.length / 2
  const positions = rows - width + 1
  const taps = Array.from({ length: positions }, (_, p) => weights.map((_weight, k) => 2 * p + k)).flat()
  const common = { layer: 'motif', faultyOn: [], positions, groups: 1, filters: 1, rounding: { kind: 'sum' } } as const
  const convolution: Operation = {
    ...common,
    ...{
      kind: 'affine',
      size: positions,
      reads: [0],
      taps: Int32Array.from(taps),
      kernel: floats(weights),
      bias: floats([-0.5]),
    },
    window: weights.length,
  }
  const add: Operation = {
    ...common,
    ...{ kind: 'affine', size: 1, reads: [2], taps: Int32Array.from({ length: positions }, (_, p) => p), bias: null },
    ...{ kernel: new Float64Array(positions).fill(1), positions: 1, window: positions },
  }
  const input: Operation = { kind: 'input', input: 0, size: 2 * rows, reads: [], layer: 'x', faultyOn: [] }
  const relu: Operation = {
    ...input,
    kind: 'elementwise',
    name: 'relu',
    parameter: new Float64Array(1),
    size: positions,
    reads: [1],
  }
  return { inputs: [{ name: 'x', size: 2 * rows }], operations: [input, convolution, relu, add], output: 3, opaque: [] }
}

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
})

test('inputs that were all computed are computed again', () => {
  const network = dense(1, [{ weights: [[1]], name: 'sigmoid' }])
  const domain = interval(-1e-43, 1e-43)
  const certificate = (cases: number, slack = 0): Record<string, unknown> =>
    certificateOf({
      network,
      domains: [domain],
      holds: always(within(0.4, 0.6)),
      proof: { kind: 'bounds', tree: { kind: 'computed', cases, slack } },
    })
  const seen: number[] = []
  const compute = (values: Float32Array): Float32Array => {
    seen.push(...values)
    return values.map(() => 0.5)
  }
  // 71 floats on each side, and both zeros.
  expect(checkProof(certificate(144), { compute }).accepted).toBe(true)
  expect(new Set(seen.map((x) => (Object.is(x, -0) ? '-0' : x))).size).toBe(144)
  expect(checkProof(certificate(143), { compute }).accepted).toBe(false)
  expect(checkProof(certificate(144, 0.2), { compute }).accepted).toBe(false)
  expect(checkProof(certificate(144), { compute: (values) => values.map((x) => (x === 0 ? NaN : 0.5)) }).accepted).toBe(
    false,
  )
  expect(checkProof(certificate(144))).toEqual({ accepted: false, reason: 'it cannot be checked without the model' })
})

/** One number, letter or bit of a certificate changed, at random. */
function mutated(data: Record<string, unknown>, random: () => number): Record<string, unknown> {
  const places: (() => void)[] = []
  const copy = structuredClone(data)
  const visit = (holder: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(holder)) {
      if (key === 'digest' || key === 'restsOn') continue
      if (typeof value === 'object' && value !== null) visit(value as Record<string, unknown>)
      else places.push(() => (holder[key] = changed(value, random)))
    }
  }
  visit(copy)
  places[Math.floor(random() * places.length)]!()
  return copy
}

function changed(value: unknown, random: () => number): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number')
    return [value + 1, value - 1, -value, value * 1.01, value / 2, 0, 1e300, null, 'Infinity'][Math.floor(random() * 9)]
  const [, type, text] = /^(float64|float32|int32):(.*)$/.exec(String(value)) ?? []
  if (type === undefined || text === undefined)
    return ['', `${String(value)}x`, 'Infinity', 3][Math.floor(random() * 4)]
  const bytes = Buffer.from(text, 'base64')
  bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)
  return `${type}:${bytes.toString('base64')}`
}

test('one changed number is damage', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const data = certificateOf({ proof: { kind: 'bounds', tree: halves(0.5, linear) } })
      const other = mutated(data, uniform(seed))
      fc.pre(JSON.stringify(other) !== JSON.stringify(data))
      expect(isAccepted(other)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

/** Outputs for inputs of a certificate's domain, in float32; none where the network computes nothing. */
function outputsOf(
  data: Record<string, unknown>,
  random: () => number,
): { outputs: number[]; holds: CertificateParts['holds'] } {
  const { network, domains, holds } = decode(data)
  const outputs = Array.from({ length: 60 }, (_, k) => {
    const rows = domains.map(({ lo, hi }) =>
      lo.map((low, i) => {
        const share = k % 2 === 0 ? Math.round(random()) : random()
        return Math.min(hi[i]!, Math.max(low, low * (1 - share) + hi[i]! * share))
      }),
    )
    return [...runFloat32(network as unknown as Network, rows, styles[k % styles.length]!)]
  })
  return { outputs: outputs.flat(), holds: holds as CertificateParts['holds'] }
}

test('one changed number and a digest that fits it: rejected, or still true', () => {
  let accepted = 0
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = uniform(seed)
      const { network, domain, outputs } = randomCase(seed, ['relu', 'sigmoid', 'tanh'])
      const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
      const wide = 0.2 * (most - least) + 1e-3
      const holds =
        seed & 1 ? always(within(least - wide, most + wide)) : sometimes(within(most + wide, most + 2 * wide))
      const middle = Math.fround(domain.lo[0]! / 2 + domain.hi[0]! / 2)
      const tree = domain.lo[0]! < middle ? halves(middle, bySign(linear)) : linear
      const parts = { network, domains: [domain], holds, status: seed & 1 ? 'proved' : 'refuted' } as const
      const data = certificateOf({ ...parts, proof: { kind: 'bounds', tree } })
      const other = sealed(mutated(data, random))
      fc.pre(isAccepted(other))
      accepted++
      const computed = outputsOf(other, random)
      if (computed.holds.kind === 'unbounded') return
      const { kind, set } = computed.holds
      expect(computed.outputs.filter((output) => inSet(set, output) === (kind === 'sometimes'))).toEqual([])
    }),
    { numRuns: 60 },
  )
  expect(accepted).toBeGreaterThan(20)
})
