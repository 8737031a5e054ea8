import { pack, unpack } from '../../../src/files/pack.ts'
import { integer, pick } from '../../network/random.ts'

type Random = () => number
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any

const numbers = (packed: string): number[] => [...unpack(packed)]
const doubles = (values: readonly number[]): string => pack(Float64Array.from(values))
const indices = (values: readonly number[]): string => pack(Int32Array.from(values))
const some = [0, 1, -1, 0.5, -0.5, 0.25, 3]

/** Operations of a kind; undefined where there are none. */
const oneOf = (data: Json, random: Random, ...kinds: string[]): Json => {
  const all = data.network.operations.filter(({ kind }: Json) => kinds.includes(kind))
  return all.length > 0 ? pick(random, all) : undefined
}

/**
 * Changes of several parts at once that go together, so that what comes of it fits: each is what a rule of the checker
 * is against. False where a certificate has no such parts.
 */
export const coupled: Readonly<Record<string, (data: Json, random: Random) => boolean>> = {
  'a parameter, and figures for it': (data, random) => {
    const own = oneOf(data, random, 'elementwise')
    const figures = own && data.figures.find(({ name }: Json) => name === own.name)
    if (!figures) return false
    const parameter = pick(random, [...some, 6, 1e-3])
    own.parameter = doubles([parameter])
    data.figures.push({ ...structuredClone(figures), parameter })
    return true
  },
  'another function, and figures for it': (data, random) => {
    const own = oneOf(data, random, 'elementwise')
    if (!own || data.figures.length === 0) return false
    own.name = pick(random, [
      'relu',
      'swish',
      'sigmoid',
      'hardSigmoid',
      'gelu',
      'softsign',
      'exp',
      'erf',
      'sin',
      'constructor',
    ])
    data.figures.push({ ...structuredClone(pick(random, data.figures)), name: own.name })
    return true
  },
  'a region of figures more': (data, random) => {
    if (data.figures.length === 0) return false
    const { regions } = pick(random, data.figures as Json[])
    const at = integer(random, 0, regions.length - 1)
    const own = structuredClone(regions[at])
    const start = Number(regions[Math.min(at + 1, regions.length - 1)][0])
    own[0] = pick<unknown>(random, [start * (1 - 1e-9), start * (1 + 1e-9), start + 1e-10, 'Infinity', -0.001, 1])
    regions.splice(at + 1, 0, own)
    if (random() < 0.5) regions.splice(at + 2)
    if (random() < 0.5) regions[at].splice(1, 2, 0, pick(random, [0, 1e-30]))
    return true
  },
  'fewer regions': (data, random) => {
    if (data.figures.length === 0) return false
    const { regions } = pick(random, data.figures as Json[])
    const at = integer(random, 0, regions.length - 1)
    regions.splice(at + 1, integer(random, 1, regions.length))
    if (random() < 0.5) regions.push(['Infinity', 1, 1, '-Infinity', 'Infinity', true])
    return true
  },
  'a window of another width': (data, random) => {
    const own = oneOf(data, random, 'affine')
    if (!own) return false
    const { window, filters, groups, positions } = own
    const wide = Math.max(1, window + pick(random, [-1, 1, 2]))
    const [taps, kernel] = [numbers(own.taps), numbers(own.kernel)]
    own.window = wide
    own.taps = indices(
      Array.from({ length: positions * wide }, (_, i) => {
        const k = i % wide
        return k < window ? taps[Math.floor(i / wide) * window + k]! : pick(random, [-1, k, k])
      }),
    )
    own.kernel = doubles(
      Array.from({ length: groups * wide * filters }, (_, i) => {
        const [g, k, f] = [Math.floor(i / filters / wide), Math.floor(i / filters) % wide, i % filters]
        return k < window ? kernel[(g * window + k) * filters + f]! : pick(random, some)
      }),
    )
    return true
  },
  'another rounding': (data, random) => {
    const own = oneOf(data, random, 'affine')
    if (!own) return false
    const all = (value: number): string => doubles(Array.from({ length: own.groups }, () => value))
    own.rounding = pick<() => object>(random, [
      () => ({ kind: 'mean' }),
      () => ({ kind: 'sum' }),
      () => ({ kind: 'exact', zeros: own.kernel }),
      () => ({ kind: 'scale', offset: all(pick(random, [-1, 0, 1])), limit: all(1e300), underflow: [all(pick(random, [-1, 0, 1e-36])), all(0)] }),
    ])() // prettier-ignore
    return true
  },
  'a bias more': (data, random) => {
    const own = oneOf(data, random, 'affine')
    if (!own) return false
    own.bias = doubles(Array.from({ length: own.groups * own.filters }, () => pick(random, some)))
    return true
  },
  'lower bounds of letters': (data, random) => {
    const own = data.domains.find(({ letters }: Json) => letters !== undefined)
    if (!own) return false
    const count = numbers(own.lo).length
    own.lo = pack(Float32Array.from({ length: count }, () => pick(random, [0, 0, 1])))
    if (random() < 0.5) own.hi = pack(Float32Array.from({ length: count }, () => pick(random, [0, 1, 1])))
    return true
  },
  'an operation between': (data, random) => {
    const { operations } = data.network
    const at = integer(random, 0, operations.length - 1)
    const { size } = operations[at]
    const taps = (): string => indices(Array.from({ length: size }, (_, i) => pick(random, [i, i, -1])))
    const more = pick<() => object>(random, [
      () => ({ kind: 'gather', taps: taps() }),
      () => ({ kind: 'extremum', mode: 'max', window: 1, taps: taps() }),
      () => ({ kind: 'opaque' }),
      () => ({ kind: 'softmax', group: size }),
      () => ({ kind: 'round', mode: pick(random, ['floor', 'ceil', 'nearest', 'truncate']) }),
      () => ({ kind: 'compare', mode: pick(random, ['less', 'lessOrEqual', 'equal']), reads: [at, at] }),
      () => ({ kind: 'select', reads: [at, at, at] }),
      () => ({ kind: 'elementwise', name: 'relu', parameter: doubles([0]) }),
    ])()
    operations.splice(at + 1, 0, { size, reads: [at], layer: '', faultyOn: [], ...more })
    const moved = (read: number): number => (read >= at ? read + 1 : read)
    for (const one of operations.slice(at + 2)) one.reads = one.reads.map(moved)
    data.network.output = operations.length - 1
    return true
  },
  'another kind of proof': (data, random) => {
    const inputs = data.domains.map(({ lo, hi }: Json) => pick(random, [lo, hi]))
    data.proof = pick<() => object>(random, [
      () => ({ kind: 'witness', inputs }),
      () => ({ kind: 'growth', inputs, input: 0, element: 0, sign: pick(random, [1, -1]) }),
      () => ({ kind: 'bounds', nodes: [{ kind: 'linear', slopes: [], sequences: [], lines: [] }] }),
      () => ({ kind: 'bounds', nodes: [{ kind: 'computed', cases: integer(random, 0, 200) }] }),
      () => ({ kind: 'bounds', nodes: [] }),
    ])()
    data.status = pick(random, ['proved', 'refuted'])
    return true
  },
  'another claim': (data, random) => {
    data.holds = pick<() => object>(random, [
      () => ({ kind: 'unbounded' }),
      () => ({ ...data.holds, kind: pick(random, ['always', 'sometimes', 'unbounded']) }),
      () => ({ kind: 'always', set: { lo: '-Infinity', hi: 'Infinity', open: { lo: false, hi: false } } }),
      () => ({ kind: 'sometimes', set: { lo: 'Infinity', hi: 'Infinity', open: { lo: false, hi: false } } }),
    ])()
    data.status = pick(random, ['proved', 'refuted'])
    return true
  },
  'another backend': (data, random) => {
    data.backend = pick(random, ['native', 'wasm', 'cpu'])
    if (random() < 0.5) pick<Json>(random, data.network.operations).faultyOn = [pick(random, ['native', 'wasm', 'cpu'])]
    return true
  },
  'leaves more or fewer': (data, random) => {
    const { nodes } = data.proof
    if (!nodes) return false
    const run = nodes.find(({ kind }: Json) => kind === 'run')
    if (!run) return false
    const steps = numbers(run.steps)
    steps.splice(integer(random, 0, steps.length), integer(random, 0, 2), ...[0, 0].slice(integer(random, 0, 2)))
    run.steps = indices(steps)
    return true
  },
  'what a leaf asks for': (data, random) => {
    const { nodes } = data.proof
    const { operations, output } = data.network
    if (!nodes) return false
    const at = integer(random, 0, operations.length - 1)
    const array = (): string =>
      doubles(Array.from({ length: integer(random, 0, 4) }, () => pick(random, [...some, 1e300])))
    const leaf = {
      kind: 'linear',
      slopes: random() < 0.5 ? [] : [{
        output: integer(random, 0, 2), side: pick(random, [1, -1]), multipliers: [pick(random, [0, 1, 1e9, -1])],
        lower: [{ operation: at, slopes: array() }], ...(random() < 0.3 && { weights: array() }),
      }],
      sequences: random() < 0.5 ? [] : [{ target: pick(random, [at, output]), hidden: integer(random, 0, operations.length), input: integer(random, 0, 2) }],
      lines: random() < 0.5 ? [] : [{ operation: at, lower: array(), upper: array() }],
    } // prettier-ignore
    const places = nodes.flatMap(({ kind }: Json, i: number) =>
      ['linear', 'intervals', 'run'].includes(kind) ? [i] : [],
    )
    if (places.length === 0) return false
    nodes[pick<number>(random, places)] = leaf
    return true
  },
}
