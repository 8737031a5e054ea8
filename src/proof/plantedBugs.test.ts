import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32, nextUp32 } from '../claim/float32.ts'
import { evaluate, type Network, type Operation } from '../network/index.ts'
import { predictRows, randomModel, uniform } from '../network/randomModel.laws.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { escapes, randomBox, scaleOf } from './bounds.laws.ts'
import { runFloat32, styles } from './float32.laws.ts'
import { type InputBox, intervalBounds, type OutputBounds } from './intervalBounds.ts'

/** Networks, boxes, and float32 outputs for inputs in them, of the kind that the soundness tests draw. */
const cases: { network: Network; boxes: InputBox[]; rows: Float32Array[][]; outputs: Float32Array[] }[] = []

beforeAll(async () => {
  await useBackend('cpu')
  for (let seed = 1; seed <= 150; seed++) {
    const random = uniform(seed)
    const model = randomModel(random, scaleOf(random))
    const network = readNetwork(model)
    const { boxes, rows } = randomBox(random, network)
    const computed = rows.flatMap((row, i) =>
      [0, 1, 2].map((k) => runFloat32(network, row, styles[(seed * 7 + i * 5 + k * 17) % styles.length]!)),
    )
    cases.push({ network, boxes, rows, outputs: [...predictRows(model, rows, rows.length), ...computed] })
    model.dispose()
  }
  tf.disposeVariables()
})

type Prover = (network: Network, boxes: InputBox[]) => OutputBounds
const prove: Prover = (network, boxes) => intervalBounds(network, boxes, 'cpu')

/** How many of the cases have an output outside what the prover says. */
function caught(prover: Prover): number {
  return cases.filter(({ network, boxes, outputs }) => {
    const bounds = prover(network, boxes)
    return outputs.some((output) => escapes(bounds, output) !== undefined)
  }).length
}

/** The prover is given a network with something wrong in one kind of operation. */
const misread =
  (change: (operation: Operation) => Operation): Prover =>
  (network, boxes) =>
    prove({ ...network, operations: network.operations.map(change) }, boxes)

const middle: Prover = (network, boxes) => {
  const point = boxes.map(({ lo, hi }) => lo.map((low, i) => low / 2 + hi[i]! / 2))
  const bounds = prove(network, boxes)
  // On a point nothing but rounding is left of the bounds.
  if (!boxes.every(({ lo, hi }) => lo.every((low, i) => low === hi[i]))) return bounds
  const exact = evaluate(network, point)
  return { lo: exact, hi: exact, nan: bounds.nan }
}

const bugs: Record<string, Prover> = {
  'rounding errors left out': middle,
  'bias dropped': misread((o) => ('bias' in o ? { ...o, bias: null } : o)),
  'sign of negative weights lost': misread((o) => ('kernel' in o ? { ...o, kernel: o.kernel.map(Math.abs) } : o)),
  'padding on the wrong side': misread((o) =>
    'padLeft' in o && o.width > 1 ? { ...o, padLeft: o.width - 1 - o.padLeft } : o,
  ),
  'stride off by one': misread((o) =>
    o.kind === 'conv1d' ? { ...o, stride: o.stride + 1, padLeft: o.padLeft + 1 } : o,
  ),
  'dilation ignored': misread((o) => (o.kind === 'conv1d' ? { ...o, dilation: 1 } : o)),
  'kernel transposed': misread((o) => (o.kind === 'dense' ? { ...o, kernel: o.kernel.toReversed() } : o)),
  'relu left out': misread((o) => (o.kind === 'activation' && o.name === 'relu' ? { ...o, name: 'hardSigmoid' } : o)),
  'mean for maximum': misread((o) => ('mode' in o && o.mode === 'max' ? { ...o, mode: 'average' } : o)),
  'slope of the wrong side': misread((o) => (o.kind === 'leakyRelu' ? { ...o, alpha: 1 / (o.alpha + 2) } : o)),
  'variance for deviation': misread((o) =>
    o.kind === 'normalize' ? { ...o, variance: o.variance.map((v) => v * v), epsilon: 0.002 } : o,
  ),
  'overflow ignored': (network, boxes) => {
    const { lo, hi, nan } = prove(network, boxes)
    return { lo: lo.map((v) => Math.max(v, -FLOAT32_MAX)), hi: hi.map((v) => Math.min(v, FLOAT32_MAX)), nan }
  },
  'inf - inf ignored': (network, boxes) => ({ ...prove(network, boxes), nan: false }),
  'flushing to zero ignored': (network, boxes) => {
    const bounds = prove(network, boxes)
    const tiny = (v: number): boolean => Math.abs(v) <= 2 ** 12 * FLOAT32_MIN_NORMAL
    const exact = evaluate(
      network,
      boxes.map(({ lo }) => lo),
    )
    return {
      lo: bounds.lo.map((v, i) => (tiny(v) && exact[i]! > 0 ? Number.MIN_VALUE : v)),
      hi: bounds.hi,
      nan: bounds.nan,
    }
  },
  'box a float too small': (network, boxes) =>
    prove(
      network,
      boxes.map(({ lo, hi }) => ({
        lo: lo.map((v, i) => (v < hi[i]! ? nextUp32(nextUp32(v)) : v)),
        hi: hi.map((v, i) =>
          Math.max(v > lo[i]! ? nextDown32(nextDown32(v)) : v, lo[i]! < v ? nextUp32(nextUp32(lo[i]!)) : v),
        ),
      })),
    ),
}

test('the prover as it is: nothing escapes', () => {
  expect(caught(prove)).toBe(0)
})

test.each(Object.keys(bugs))('a bug is caught: %s', (name) => {
  expect(caught(bugs[name]!)).toBeGreaterThan(0)
})
