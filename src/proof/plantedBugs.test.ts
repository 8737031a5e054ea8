import { beforeAll, describe, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { OvershootError } from '../errors.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32, nextUp32 } from '../numeric/float32.ts'
import { elementwiseFunctions } from '../functions/index.ts'
import { evaluate } from '../network/evaluate.ts'
import type { Network } from '../network/network.ts'
import type { Operation } from '../operations/index.ts'
import { integer, pick, uniform } from '../../test/network/random.ts'
import { predictRows } from '../../test/network/randomModel.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { escapes, randomProblem, randomRegion } from '../../test/proof/bounds.ts'
import { inPhase, runAllFloat32, styles } from '../../test/proof/float32.ts'
import type { OutputBounds } from './intervalBounds.ts'
import { boundOperation, readBounds } from './intervals/boundOperation.ts'
import { type Prover, provers } from '../../test/proof/provers.ts'
import type { InputBox, Phase, Region } from './region.ts'
import type { OperationOf } from '../operations/index.ts'
import { listed, tapsOf } from '../operations/affine/taps.ts'

/** The same sums of other numbers. */
function retapped(operation: OperationOf<'affine'>, to: (tap: number, index: number) => number): OperationOf<'affine'> {
  const { taps, positions, window } = operation
  return { ...operation, taps: tapsOf(listed(taps, positions).map(to), window) }
}

/** Networks, regions, and float32 outputs for inputs in them, of the kind that the soundness tests draw. */
const cases: { network: Network; region: Region; outputs: Float32Array[] }[] = []

beforeAll(async () => {
  await useBackend('cpu')
  for (let seed = 1; seed <= 450; seed++) {
    const random = uniform(seed)
    const { model, network, dispose } = randomProblem(random)
    if (network.opaque.length > 0) {
      dispose()
      continue
    }
    const { region, rows } = randomRegion(random, network)
    const computed = rows.flatMap((row, i) =>
      [0, 1, 2].map((k) => runAllFloat32(network, row, styles[(seed * 7 + i * 5 + k * 17) % styles.length]!)),
    )
    const outputs = computed.map((results) => results[network.output]!)
    cases.push({ network, region, outputs: [...predictRows(model, rows, rows.length), ...outputs] })
    dispose()
    const phase = randomPhase(random, network)
    if (phase === undefined) continue
    const phases = [phase]
    const within = outputs.filter((_, i) => inPhase(network, computed[i]!, phases))
    cases.push({ network, region: { ...region, phases }, outputs: within })
  }
  tf.disposeVariables()
})

function randomPhase(random: () => number, { operations }: Network): Phase | undefined {
  const functions = operations.flatMap(({ kind }, i) => (kind === 'elementwise' ? [i] : []))
  if (functions.length === 0) return undefined
  const operation = pick(random, functions)
  return { operation, index: integer(random, 0, operations[operation]!.size - 1), sign: pick(random, [1, -1] as const) }
}

/** Does any of the cases have an output outside what the prover says? Or does what it says contradict itself? */
function isCaught(prover: Prover): boolean {
  return cases.some(({ network, region, outputs }) => {
    try {
      const bounds = prover(network, region, 'cpu')
      return bounds !== undefined && outputs.some((output) => escapes(bounds, output) !== undefined)
    } catch (error) {
      if (!(error instanceof OvershootError && error.code === 'INTERNAL')) throw error
      return true
    }
  })
}

/** Something wrong with a prover. */
type Bug = (prove: Prover) => Prover

/** The prover is given a network with something wrong in one kind of operation. */
const misread =
  (change: (operation: Operation) => Operation): Bug =>
  (prove) =>
  (network, region, backend) =>
    prove({ ...network, operations: network.operations.map(change) }, region, backend)

/** What the prover says is changed. */
const misstated =
  (change: (bounds: OutputBounds, network: Network, region: Region) => OutputBounds): Bug =>
  (prove) =>
  (network, region, backend) => {
    const bounds = prove(network, region, backend)
    return bounds && change(bounds, network, region)
  }

const regional =
  (change: (region: Region) => Region): Bug =>
  (prove) =>
  (network, region, backend) =>
    prove(network, change(region), backend)

const isPoint = ({ lo, hi }: InputBox): boolean => lo.every((low, i) => low === hi[i])

const bugs: Record<string, Bug> = {
  'rounding errors left out': misstated((bounds, network, { boxes }) => {
    // On a point nothing but rounding is left of the bounds.
    if (!boxes.every(isPoint)) return bounds
    const exact = evaluate(
      network,
      boxes.map(({ lo }) => lo),
    )
    return { lo: exact, hi: exact, nan: bounds.nan }
  }),
  'sign of negative weights lost': misread((o) => ('kernel' in o ? { ...o, kernel: o.kernel.map(Math.abs) } : o)),
  'bias forgotten': misread((o) => (o.kind === 'affine' && o.bias !== null ? { ...o, bias: null } : o)),
  'kernel transposed': misread((o) => ('kernel' in o ? { ...o, kernel: o.kernel.toReversed() } : o)),
  'weights of another group': misread((o) =>
    o.kind === 'affine' && o.groups > 1 ? { ...o, kernel: o.kernel.toReversed() } : o,
  ),
  'padding that repeats the first number': misread((o) =>
    o.kind === 'affine' && o.rounding.kind === 'sum' ? retapped(o, (tap) => Math.max(0, tap)) : o,
  ),
  'windows one number further': misread((o) =>
    o.kind === 'affine' && o.positions > 1 ? retapped(o, (tap, i) => (i >= o.window && tap > 0 ? tap - 1 : tap)) : o,
  ),
  'padding counted in means': misread((o) =>
    o.kind === 'affine' && o.rounding.kind === 'mean' && listed(o.taps, o.positions).includes(-1)
      ? { ...o, kernel: o.kernel.map(() => 1 / o.window), rounding: { kind: 'sum' } }
      : o,
  ),
  'numbers moved the wrong way': misread((o) => (o.kind === 'gather' ? { ...o, taps: o.taps.toReversed() } : o)),
  'relu left out': misread((o) => (o.kind === 'elementwise' && o.name === 'relu' ? { ...o, name: 'hardSigmoid' } : o)),
  'gelu for swish': misread((o) => (o.kind === 'elementwise' && o.name === 'swish' ? { ...o, name: 'gelu' } : o)),
  'minimum for maximum': misread((o) => (o.kind === 'extremum' && o.mode === 'max' ? { ...o, mode: 'min' } : o)),
  'slope of the wrong side': misread((o) =>
    o.kind === 'elementwise' && o.name === 'leakyRelu'
      ? { ...o, parameter: o.parameter.map((slope) => 1 / (slope + 2)) }
      : o,
  ),
  'variance for deviation': misread((o) =>
    o.kind === 'affine' && o.rounding.kind === 'scale' ? { ...o, kernel: o.kernel.map((scale) => scale * scale) } : o,
  ),
  'groups of the wrong size in a softmax': misread((o) => (o.kind === 'softmax' ? { ...o, group: o.size } : o)),
  'overflow ignored': misstated(({ lo, hi, nan }) => ({
    lo: lo.map((v) => Math.max(v, -FLOAT32_MAX)),
    hi: hi.map((v) => Math.min(v, FLOAT32_MAX)),
    nan,
  })),
  'inf - inf ignored': misstated((bounds) => ({ ...bounds, nan: false })),
  'flushing to zero ignored': misstated((bounds, network, { boxes }) => {
    const tiny = (v: number): boolean => Math.abs(v) <= 2 ** 12 * FLOAT32_MIN_NORMAL
    const exact = evaluate(
      network,
      boxes.map(({ lo }) => lo),
    )
    return { ...bounds, lo: bounds.lo.map((v, i) => (tiny(v) && exact[i]! > 0 ? Number.MIN_VALUE : v)) }
  }),
  'box a float too small': regional(({ boxes, phases }) => ({
    phases,
    boxes: boxes.map((box) => {
      const { lo, hi, letters } = box
      if (letters !== undefined) return box
      const up = (v: number): number => nextUp32(nextUp32(v))
      return {
        lo: lo.map((v, i) => (v < hi[i]! ? up(v) : v)),
        hi: hi.map((v, i) => Math.max(v > lo[i]! ? nextDown32(nextDown32(v)) : v, lo[i]! < v ? up(lo[i]!) : v)),
      }
    }),
  })),
  'only the first letter that is allowed': regional(({ boxes, phases }) => ({
    phases,
    boxes: boxes.map((box) => {
      const { hi, letters } = box
      if (letters === undefined) return box
      const isFirst = (i: number): boolean => !hi.subarray(i - (i % letters), i).includes(1)
      return {
        ...box,
        lo: hi.map((v, i) => (v === 1 && isFirst(i) ? 1 : 0)),
        hi: hi.map((v, i) => (isFirst(i) ? v : 0)),
      }
    }),
  })),
  'phases the wrong way round': regional(({ boxes, phases }) => ({
    boxes,
    phases: phases.map(({ operation, index, sign }) => ({ operation, index, sign: sign > 0 ? -1 : 1 })),
  })),
}

/** The interval prover with something wrong in what it makes of one operation. */
const misbound =
  (change: (bounds: Bounds, operation: Operation, read: Bounds) => Bounds): Prover =>
  (network, region, backend) => {
    const all: Bounds[] = []
    for (const [index, operation] of network.operations.entries()) {
      const bounds = boundOperation(network, index, all, region, backend)
      all.push(change(bounds, operation, readBounds(operation, all)))
    }
    const { lo, hi, nan } = all[network.output]!
    return { lo, hi, nan: nan.includes(1) }
  }

/** Moves bounds of affine results inwards by a share of their errors, wherever there are any. */
const withErrors = (kept: number): Prover =>
  misbound((bounds, { kind }) => {
    if (kind !== 'affine' || bounds.errors === undefined) return bounds
    const inwards = (i: number): number => (bounds.errors![i] === Infinity ? 0 : bounds.errors![i]! * (1 - kept))
    const lo = bounds.lo.map((low, i) => Math.fround(Math.min(low + inwards(i), (low + bounds.hi[i]!) / 2)))
    return { ...bounds, lo, hi: bounds.hi.map((high, i) => Math.max(Math.fround(high - inwards(i)), lo[i]!)) }
  })

const intervalBugs: Record<string, Prover> = {
  'error terms of sums forgotten': withErrors(0),
  'error terms of sums far too small': withErrors(0.02),
  'functions taken for rising': misbound((bounds, operation) => {
    if (operation.kind !== 'elementwise') return bounds
    const { name, parameter } = operation
    if (elementwiseFunctions[name].turns(-9, 9, parameter[0]!).length === 0) return bounds
    // Where they fall and rise again the least is in between.
    return { ...bounds, lo: bounds.lo.map((low, i) => (low < 0 && bounds.hi[i]! > 0 ? 0 : low)) }
  }),
  'products of equal ends only': misbound((bounds, { kind, size }, read) => {
    if (kind !== 'product') return bounds
    const ends = [read.lo, read.hi].map((end) => bounds.lo.map((_, i) => end[i]! * end[size + i]!)) as [
      Float64Array,
      Float64Array,
    ]
    const [lo, hi] = [ends[0].map((v, i) => Math.min(v, ends[1][i]!)), ends[0].map((v, i) => Math.max(v, ends[1][i]!))]
    return read.lo.length === 2 * size ? { ...bounds, lo, hi } : bounds
  }),
  'NaN lost in a function': misbound((bounds, { kind }) =>
    kind === 'elementwise' ? { ...bounds, nan: new Uint8Array(bounds.nan.length) } : bounds,
  ),
  'the largest of the lows for a maximum': misbound((bounds, { kind }) =>
    kind === 'extremum' ? { ...bounds, hi: bounds.lo } : bounds,
  ),
  'softmax as if all moved together': misbound((bounds, { kind }) => {
    if (kind !== 'softmax') return bounds
    const middle = bounds.lo.map((low, i) => (low + bounds.hi[i]!) / 2)
    return { ...bounds, lo: middle, hi: middle }
  }),
  'weights that are read taken for their middles': misbound((bounds, { kind }) => {
    if (kind !== 'bilinear') return bounds
    const middle = bounds.lo.map((low, i) => (Number.isFinite(low + bounds.hi[i]!) ? (low + bounds.hi[i]!) / 2 : low))
    return {
      ...bounds,
      lo: middle.map((m, i) => Math.max(m, bounds.lo[i]!)),
      hi: bounds.hi.map((h, i) => Math.min(h, middle[i]!)),
    }
  }),
}

test.each(Object.keys(provers))('%s as it is: nothing escapes', (name) => {
  expect(isCaught(provers[name]!)).toBe(false)
})

describe.each(['intervals', 'linear relaxation'])('%s', (prover) => {
  test.each(Object.keys(bugs))('a bug is caught: %s', (name) => {
    expect(isCaught(bugs[name]!(provers[prover]!))).toBe(true)
  })
})

test.each(Object.keys(intervalBugs))('a bug in intervals is caught: %s', (name) => {
  expect(isCaught(intervalBugs[name]!)).toBe(true)
})
