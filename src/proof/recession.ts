import type { Network, Operation } from '../network/index.ts'
import { forEachBlock } from '../network/operations/concatenate.ts'
import { sizeOf } from '../network/operations/rules.ts'
import { nextDown, nextUp } from './outward.ts'

/** Bounds of a tensor of slopes. */
export interface Slopes {
  readonly shape: readonly number[]
  readonly lo: Float64Array
  readonly hi: Float64Array
}

/**
 * Bounds of the slopes of the output of a network whose inputs have the given slopes: with inputs s t + O(1), as t goes to
 * infinity, it is s' t + O(1), O(1) being what stays bounded. So biases vanish, what is bounded has slope 0, linear operations,
 * relu and maxima act on slopes as on numbers. An operation that is not known here has slopes of any size.
 */
export function recession(network: Network, inputs: readonly Omit<Slopes, 'shape'>[]): Slopes {
  const all: Slopes[] = []
  for (const operation of network.operations) {
    const slopes = newSlopes(operation.shape)
    if (operation.kind === 'input') copySlopes(inputs[operation.input]!, slopes)
    else {
      const reads = operation.reads.map((read) => all[read]!)
      apply(operation, reads, slopes)
    }
    all.push(slopes)
  }
  return all[network.output]!
}

function copySlopes(from: Omit<Slopes, 'shape'>, into: Slopes): void {
  into.lo.set(from.lo)
  into.hi.set(from.hi)
}

function newSlopes(shape: readonly number[]): Slopes {
  return { shape, lo: new Float64Array(sizeOf(shape)), hi: new Float64Array(sizeOf(shape)) }
}

/** Writes the slopes of one operation's result, zeros so far. */
function apply(operation: Operation, reads: readonly Slopes[], into: Slopes): void {
  const x = reads[0]!
  switch (operation.kind) {
    case 'dense': {
      const { kernel, units } = operation
      const width = kernel.length / units
      for (let i = 0; i < x.lo.length; i++) {
        if (x.lo[i] === 0 && x.hi[i] === 0) continue
        const row = Math.floor(i / width)
        for (let o = 0; o < units; o++) addScaled(into, row * units + o, kernel[(i % width) * units + o]!, x, i)
      }
      return
    }
    case 'conv1d': {
      const { kernel, width, channels, filters, stride, dilation, padLeft, shape } = operation
      for (let step = 0; step < shape[0]!; step++) {
        for (let k = 0; k < width; k++) {
          const from = step * stride + k * dilation - padLeft
          if (from < 0 || from >= x.shape[0]!) continue
          for (let c = 0; c < channels; c++) {
            const at = from * channels + c
            if (x.lo[at] === 0 && x.hi[at] === 0) continue
            for (let f = 0; f < filters; f++)
              addScaled(into, step * filters + f, kernel[(k * channels + c) * filters + f]!, x, at)
          }
        }
      }
      return
    }
    case 'globalPool': {
      const channels = operation.shape[0]!
      const steps = x.shape[0]!
      for (let at = 0; at < x.lo.length; at++) {
        const c = at % channels
        if (operation.mode === 'average') addScaled(into, c, 1, x, at, steps)
        else hull(into, c, x, at, at < channels, Math.max)
      }
      return
    }
    case 'activation':
      // Bounded ones tend to 0, the others to relu.
      if (operation.name === 'relu' || operation.name === 'softplus') {
        for (let i = 0; i < x.lo.length; i++) {
          into.lo[i] = Math.max(0, x.lo[i]!)
          into.hi[i] = Math.max(0, x.hi[i]!)
        }
      }
      return
    case 'clippedRelu':
      return
    case 'reshape':
      copySlopes(x, into)
      return
    case 'concatenate':
      forEachBlock(
        operation.shape,
        operation.axis,
        reads.map(({ shape }) => shape),
        (read, from, to, length) => {
          into.lo.set(reads[read]!.lo.subarray(from, from + length), to)
          into.hi.set(reads[read]!.hi.subarray(from, from + length), to)
        },
      )
      return
    case 'merge': {
      if (operation.mode === 'multiply') {
        setUnknown(into)
        return
      }
      for (const [r, read] of reads.entries()) {
        for (let i = 0; i < into.lo.length; i++) {
          if (operation.mode === 'add') addScaled(into, i, 1, read, i)
          else if (operation.mode === 'average') addScaled(into, i, 1, read, i, reads.length)
          else hull(into, i, read, i, r === 0, operation.mode === 'maximum' ? Math.max : Math.min)
        }
      }
      return
    }
    default:
      setUnknown(into)
  }
}

/** Adds `weight / divisor * x` at `from` to `into` at `to`, rounded outwards; nothing is added for a zero, which is exact. */
function addScaled(into: Slopes, to: number, weight: number, x: Slopes, from: number, divisor = 1): void {
  const low = weight < 0 ? x.hi[from]! : x.lo[from]!
  const high = weight < 0 ? x.lo[from]! : x.hi[from]!
  if (low === 0 && high === 0) return
  if (!Number.isFinite(weight) || !Number.isFinite(low) || !Number.isFinite(high)) {
    into.lo[to] = -Infinity
    into.hi[to] = Infinity
    return
  }
  if (weight === 0) return
  // Zero is exact, and has to stay so.
  if (low !== 0) into.lo[to] = nextDown(into.lo[to]! + nextDown(nextDown(weight * low) / divisor))
  if (high !== 0) into.hi[to] = nextUp(into.hi[to]! + nextUp(nextUp(weight * high) / divisor))
}

function hull(into: Slopes, to: number, x: Slopes, from: number, first: boolean, most: typeof Math.max): void {
  into.lo[to] = first ? x.lo[from]! : most(into.lo[to]!, x.lo[from]!)
  into.hi[to] = first ? x.hi[from]! : most(into.hi[to]!, x.hi[from]!)
}

function setUnknown(slopes: Slopes): void {
  slopes.lo.fill(-Infinity)
  slopes.hi.fill(Infinity)
}
