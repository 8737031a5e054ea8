import { FLOAT32_MIN_NORMAL } from '../../src/numeric/float32.ts'
import { elementwiseFunctions } from '../../src/functions/index.ts'
import type { Network } from '../../src/network/network.ts'
import type { AffineOperation } from '../../src/operations/affine/affineOperation.ts'
import { windowAt } from '../../src/operations/affine/taps.ts'
import type { Operation, OperationOf } from '../../src/operations/index.ts'
import { normalShare } from '../../src/functions/normal.ts'
import { roundEven } from '../../src/numeric/rounding.ts'
import type { Phase } from '../../src/proof/region.ts'

/** One of the ways in which a backend may compute in float32: what the bounds promise to hold for. */
export interface Style {
  order: 'forward' | 'reverse' | 'pairwise'
  fused: boolean
  flush: boolean
  mean: 'sum' | 'reciprocal' | 'each' | 'running'
}

export const styles: readonly Style[] = (['forward', 'reverse', 'pairwise'] as const).flatMap((order) =>
  [false, true].flatMap((fused) =>
    [false, true].flatMap((flush) =>
      (['sum', 'reciprocal', 'each', 'running'] as const).map((mean) => ({ order, fused, flush, mean })),
    ),
  ),
)

/** The network in float32, every single operation rounded, in the given style: its output. */
export function runFloat32(network: Network, inputs: readonly Float32Array[], style: Style): Float32Array {
  return runAllFloat32(network, inputs, style)[network.output]!
}

/** The same: the results of all operations. */
export function runAllFloat32(network: Network, inputs: readonly Float32Array[], style: Style): Float32Array[] {
  const run = arithmetic(style)
  const results: Float32Array[] = []
  for (const operation of network.operations) {
    const reads = operation.reads.map((i) => results[i]!)
    results.push(
      operation.kind === 'input' ? inputs[operation.input]!.map(run.round) : compute(operation, reads, run, style),
    )
  }
  return results
}

/** Do the results of all operations have these phases? */
export function inPhase({ operations }: Network, results: readonly Float32Array[], phases: readonly Phase[]): boolean {
  return phases.every(({ operation, index, sign }) => results[operations[operation]!.reads[0]!]![index]! * sign >= 0)
}

const wholes = { floor: 'floor', ceil: 'ceil', truncate: 'trunc' } as const

type Arithmetic = ReturnType<typeof arithmetic>

function arithmetic({ order, fused, flush, mean: way }: Style) {
  const r = (value: number): number => {
    // Before it is rounded, as x86 and ARM do: what rounds to the smallest normal number is lost, too.
    if (flush && Math.abs(value) < FLOAT32_MIN_NORMAL) return 0
    return Math.fround(value)
  }
  const add = (terms: number[]): number => {
    if (terms.length === 0) return 0
    if (order === 'reverse') return terms.reduceRight((a, b) => r(a + b))
    if (order === 'forward') return terms.reduce((a, b) => r(a + b))
    if (terms.length === 1) return terms[0]!
    const half = terms.length >> 1
    return r(add(terms.slice(0, half)) + add(terms.slice(half)))
  }
  const dot = (weights: number[], x: number[], bias: number | undefined): number => {
    const [w, v] = order === 'reverse' ? [weights.toReversed(), x.toReversed()] : [weights, x]
    if (fused && order !== 'pairwise')
      // Rounded twice, to float64 first: what a fused multiply-add gives, or its neighbour in the rarest of cases.
      return w.reduce((sum, weight, i) => r(r(weight) * v[i]! + sum), bias === undefined ? 0 : r(bias))
    return add([...w.map((weight, i) => r(r(weight) * v[i]!)), ...(bias === undefined ? [] : [r(bias)])])
  }
  const mean = (x: number[]): number => {
    if (way === 'sum') return r(add(x) / x.length)
    if (way === 'reciprocal') return r(add(x) * r(1 / x.length))
    if (way === 'each') return add(x.map((value) => r(value / x.length)))
    return x.reduce((m, value, i) => r(m + r(r(value - m) / (i + 1))), 0)
  }
  return { round: r, add, dot, mean }
}

function compute(
  operation: Exclude<Operation, { kind: 'input' }>,
  reads: readonly Float32Array[],
  run: Arithmetic,
  style: Style,
): Float32Array {
  const x = reads.length === 1 ? reads[0]! : Float32Array.from(reads.flatMap((read) => [...read]))
  const { round: r } = run
  const y = new Float32Array(operation.size)
  switch (operation.kind) {
    case 'affine':
      return y.map((_, i) => affine(operation, x, i, run, style))
    case 'bilinear': {
      const { taps, window, filters } = operation
      const [numbers, weights] = reads as [Float32Array, Float32Array]
      return y.map((_, i) => {
        const [p, f] = [Math.floor(i / filters), i % filters]
        const values = [...windowAt(taps, p)].map((tap) => (tap < 0 ? 0 : numbers[tap]!))
        const own = values.map((_value, k) => weights[k * filters + f]!)
        return run.dot(own, values, operation.bias ? weights[window * filters + f]! : undefined)
      })
    }
    case 'elementwise':
      return x.map((value, i) => elementwise(operation, value, i, run, style))
    case 'extremum': {
      const { taps, window, mode } = operation
      return y.map((_, i) => {
        const own = [...taps.subarray(i * window, (i + 1) * window)].filter((tap) => tap >= 0).map((tap) => x[tap]!)
        return mode === 'max' ? Math.max(...own) : Math.min(...own)
      })
    }
    case 'gather':
      return Float32Array.from(operation.taps, (tap) => (tap < 0 ? 0 : x[tap]!))
    case 'product':
      return y.map((_, i) => reads.map((read) => read[i]!).reduce((a, b) => r(a * b)))
    case 'quotient':
      return y.map((_, i) => r(reads[0]![i]! / reads[1]![i]!))
    case 'compare': {
      const { mode } = operation
      const [a, b] = reads as [Float32Array, Float32Array]
      return a.map((one, i) => Number(mode === 'less' ? one < b[i]! : mode === 'equal' ? one === b[i] : one <= b[i]!))
    }
    case 'select':
      return y.map((_, i) => (reads[0]![i] === 0 ? reads[2]![i]! : reads[1]![i]!))
    case 'round':
      return x.map((one) => (operation.mode === 'nearest' ? roundEven(one) : Math[wholes[operation.mode]](one)))
    case 'softmax': {
      for (let first = 0; first < x.length; first += operation.group) {
        const own = x.subarray(first, first + operation.group)
        const most = Math.max(...own)
        const powers = [...own].map((value) => r(Math.exp(r(value - most))))
        const sum = run.add(powers)
        y.set(
          powers.map((power) => (style.mean === 'reciprocal' ? r(power * r(1 / sum)) : r(power / sum))),
          first,
        )
      }
      return y
    }
    case 'opaque':
      throw new Error('no float32 of what is unknown')
  }
}

function affine(operation: AffineOperation, x: Float32Array, i: number, run: Arithmetic, style: Style): number {
  const { taps, kernel, bias, window, filters, groups, rounding } = operation
  const { round: r } = run
  const [p, f] = [Math.floor(i / filters), i % filters]
  const g = p % groups
  const own = [...windowAt(taps, p)]
  if (rounding.kind === 'mean') return run.mean(own.filter((tap) => tap >= 0).map((tap) => x[tap]!))
  const weights = own.map((_, k) => kernel[(g * window + k) * filters + f]!)
  const values = own.map((tap) => (tap < 0 ? 0 : x[tap]!))
  if (rounding.kind === 'sum' && rounding.omitsZeros && !x.every(Number.isFinite)) return NaN
  const shift = bias?.[g * filters + f]
  if (rounding.kind === 'sum') return run.dot(weights, values, shift)
  const [s, value, b] = [weights[0]!, values[0]!, shift ?? 0]
  // As (x - mean) s, too, with the mean that this comes to.
  if (style.order === 'reverse' && Math.abs(b / s) < 1e30) return r(r(value + r(b / s)) * r(s))
  return style.fused ? r(r(s) * value + r(b)) : r(r(r(s) * value) + r(b))
}

/** As the kernels of `cpu` put it together, whose measured errors it has to have. */
function elementwise(
  { name, parameter }: OperationOf<'elementwise'>,
  x: number,
  i: number,
  { round: r }: Arithmetic,
  { order, fused }: Style,
): number {
  const a = parameter[parameter.length === 1 ? 0 : i]!
  const F = (of: keyof typeof elementwiseFunctions, value: number): number => elementwiseFunctions[of].value(value, a)
  switch (name) {
    case 'hardSigmoid': {
      const slope = Math.fround(0.2)
      return Math.min(1, Math.max(0, fused ? r(slope * x + 0.5) : r(r(slope * x) + 0.5)))
    }
    case 'leakyRelu': {
      const scaled = r(r(Math.fround(a)) * x)
      if (order === 'reverse' && a <= 1) return Math.max(x, scaled)
      return x < 0 ? scaled : r(x)
    }
    case 'swish':
      return r(x * r(F('sigmoid', x)))
    case 'softsign':
      return r(x / r(1 + Math.abs(x)))
    case 'gelu': {
      const erf = 2 * normalShare(r(x / Math.fround(Math.SQRT2)) * Math.SQRT2) - 1
      return r(x * r(0.5 * r(1 + r(erf))))
    }
    case 'geluTanh': {
      const inner = r(Math.fround(Math.sqrt(2 / Math.PI)) * r(x + r(Math.fround(0.044715) * r(x ** 3))))
      return r(0.5 * r(x * r(1 + r(Math.tanh(inner)))))
    }
    // No kernel knows expm1: tiny numbers are lost.
    case 'elu':
      return x < 0 ? r(Math.exp(x) - 1) : r(x)
    case 'selu':
      return r(x < 0 ? 1.7580993408473768 * (Math.exp(x) - 1) : 1.0507009873554805 * x)
    default:
      return r(F(name, x))
  }
}
