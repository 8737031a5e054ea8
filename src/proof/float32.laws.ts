import { FLOAT32_MIN_NORMAL } from '../claim/float32.ts'
import { activationFunctions } from '../network/activationFunctions.ts'
import type { Network, Operation } from '../network/index.ts'
import { forEachBlock } from '../network/operations/concatenate.ts'
import { sizeOf } from '../network/operations/rules.ts'

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

/** The network in float32, every single operation rounded, in the given style. */
export function runFloat32(network: Network, inputs: readonly Float32Array[], style: Style): Float32Array {
  const { order, fused } = style
  const r = (value: number): number => {
    const rounded = Math.fround(value)
    return style.flush && Math.abs(rounded) < FLOAT32_MIN_NORMAL ? 0 : rounded
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
    if (style.mean === 'sum') return r(add(x) / x.length)
    if (style.mean === 'reciprocal') return r(add(x) * r(1 / x.length))
    if (style.mean === 'each') return add(x.map((value) => r(value / x.length)))
    return x.reduce((m, value, i) => r(m + r(r(value - m) / (i + 1))), 0)
  }

  const results: Float32Array[] = []
  for (const operation of network.operations) {
    const reads = operation.reads.map((i) => results[i]!)
    const shapes = operation.reads.map((i) => network.operations[i]!.shape)
    results.push(
      operation.kind === 'input' ? inputs[operation.input]!.map(r) : compute(operation, reads, shapes).map(r),
    )
  }
  return results[network.output]!

  function compute(operation: Operation, reads: Float32Array[], shapes: (readonly number[])[]): Float32Array {
    const y = new Float32Array(sizeOf(operation.shape))
    const x = reads[0]!
    switch (operation.kind) {
      case 'dense': {
        const { kernel, bias, units } = operation
        const width = kernel.length / units
        return y.map((_, i) => {
          const row = Math.floor(i / units)
          const weights = Array.from({ length: width }, (_unused, k) => kernel[k * units + (i % units)]!)
          return dot(weights, [...x.subarray(row * width, (row + 1) * width)], bias?.[i % units])
        })
      }
      case 'conv1d': {
        const { kernel, bias, width, channels, filters, stride, dilation, padLeft } = operation
        return y.map((_, i) => {
          const [step, f] = [Math.floor(i / filters), i % filters]
          const weights: number[] = []
          const values: number[] = []
          for (let k = 0; k < width; k++) {
            const at = step * stride + k * dilation - padLeft
            for (let c = 0; c < channels; c++) {
              weights.push(kernel[(k * channels + c) * filters + f]!)
              values.push(at < 0 || at >= shapes[0]![0]! ? 0 : x[at * channels + c]!)
            }
          }
          return dot(weights, values, bias?.[f])
        })
      }
      case 'globalPool':
      case 'pool1d': {
        const [steps, channels] = shapes[0]! as [number, number]
        const window = operation.kind === 'pool1d' ? operation : { width: steps, stride: 0, padLeft: 0 }
        return y.map((_, i) => {
          const first = Math.floor(i / channels) * window.stride - window.padLeft
          const values: number[] = []
          for (let at = Math.max(0, first); at < Math.min(steps, first + window.width); at++)
            values.push(x[at * channels + (i % channels)]!)
          return operation.mode === 'max' ? Math.max(...values) : mean(values)
        })
      }
      case 'merge':
        return y.map((_, i) => {
          const values = reads.map((read) => read[i]!)
          if (operation.mode === 'average') return mean(values)
          if (operation.mode === 'maximum') return Math.max(...values)
          if (operation.mode === 'minimum') return Math.min(...values)
          return values.reduce((a, b) => r(operation.mode === 'add' ? a + b : a * b))
        })
      case 'activation':
        if (operation.name === 'hardSigmoid')
          return x.map((value) =>
            Math.min(1, Math.max(0, fused ? r(Math.fround(0.2) * value + 0.5) : r(r(Math.fround(0.2) * value) + 0.5))),
          )
        return x.map(activationFunctions[operation.name])
      case 'leakyRelu':
        return x.map((value) => {
          const scaled = r(r(Math.fround(operation.alpha)) * value)
          if (style.order === 'reverse' && operation.alpha <= 1) return Math.max(value, scaled)
          return value < 0 ? scaled : value
        })
      case 'clippedRelu':
        return x.map((value) => Math.min(operation.max, Math.max(0, value)))
      case 'normalize':
        return x.map((value, i) => {
          const { variance, epsilon } = operation
          const c = i % operation.mean.length
          const m = r(operation.mean[c]!)
          const gamma = r(operation.gamma?.[c] ?? 1)
          const shift = r(operation.beta?.[c] ?? 0)
          const root = r(Math.sqrt(r(r(variance[c]!) + r(epsilon))))
          const scale = r(r(1 / root) * gamma)
          if (style.order === 'pairwise') return r(r(r(r(value - m) * gamma) / root) + shift)
          if (style.order === 'reverse') return r(r(value * scale) + r(shift - r(m * scale)))
          return r(r(r(value - m) * scale) + shift)
        })
      case 'reshape':
        return x
      case 'concatenate':
        forEachBlock(operation.shape, operation.axis, shapes, (read, from, to, length) =>
          y.set(reads[read]!.subarray(from, from + length), to),
        )
        return y
      default:
        throw new Error(`no float32 of ${operation.kind}`)
    }
  }
}
