import { lostInFloat64, UNDERFLOW } from '../numeric/slack.ts'
import type { Active, Space } from './space.ts'

/**
 * Replaces the first `rows` forms of layer `last`'s active results by forms of the input that are no less, by the lines
 * of each layer. Coefficients are in the first matrix before; those after are in the array returned. With `isResult`
 * they are of the results before the relu.
 *
 * Float64's roundings are paid: those of products with weights by the errors of sums, which are made for two float32
 * roundings too many (as long as there are far fewer than 2^28), those of lines by their intercepts.
 */
export function backward(space: Space, last: number, rows: number, isResult: boolean): Float64Array {
  let [from, to] = space.rows
  for (let l = last; l >= 0; l--) {
    const layer = space.layers[l]!
    if (l < last || !isResult) throughRelu(space, layer, rows, from)
    throughSum(space, layer, rows, from)
    const count = l > 0 ? space.layers[l - 1]!.count : space.network.width
    multiply(layer, from, to, rows, space.stride, count)
    space.steps += rows * layer.count * (count + 4)
    ;[from, to] = [to, from]
  }
  return from
}

function throughRelu(
  { constants, stride }: Space,
  { count, above, below }: Active,
  rows: number,
  from: Float64Array,
): void {
  const [up, over] = above
  const [down, under] = below
  for (let r = 0; r < rows; r++) {
    // Two sums, neither of which waits for the other.
    let [most, least] = [0, 0]
    const at = r * stride
    for (let n = 0; n < count; n++) {
      const c = from[at + n]!
      const plus = Math.max(c, 0)
      const minus = c - plus
      most += plus * over[n]!
      least += minus * under[n]!
      from[at + n] = plus * up[n]! + minus * down[n]!
    }
    constants[r]! += most + least
  }
}

/** Biases and errors. */
function throughSum(
  { constants, stride }: Space,
  { count, bias, errors }: Active,
  rows: number,
  from: Float64Array,
): void {
  for (let r = 0; r < rows; r++) {
    let [sum, lost] = [0, 0]
    const at = r * stride
    for (let n = 0; n < count; n++) {
      const c = from[at + n]!
      sum += c * bias[n]!
      lost += Math.abs(c) * errors[n]!
    }
    constants[r]! += sum + lost
  }
}

/**
 * Coefficients in `from`, times the weights that the layer's active results give to `width` numbers: of two forms and
 * four numbers at once, as many as there are registers for. What is past the last form or number is of no meaning.
 */
function multiply(
  { count, starts, weights }: Active,
  from: Float64Array,
  to: Float64Array,
  rows: number,
  stride: number,
  width: number,
): void {
  for (let r = 0, a = 0; r < rows; r += 2, a += 2 * stride) {
    const b = a + stride
    for (let k = 0; k < width; k += 4) {
      let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0]
      for (let n = 0; n < count; n++) {
        const c = from[a + n]!
        const d = from[b + n]!
        const at = starts[n]! + k
        const w0 = weights[at]!
        const w1 = weights[at + 1]!
        const w2 = weights[at + 2]!
        const w3 = weights[at + 3]!
        a0 += c * w0
        a1 += c * w1
        a2 += c * w2
        a3 += c * w3
        b0 += d * w0
        b1 += d * w1
        b2 += d * w2
        b3 += d * w3
      }
      to[a + k] = a0
      to[a + k + 1] = a1
      to[a + k + 2] = a2
      to[a + k + 3] = a3
      to[b + k] = b0
      to[b + k + 1] = b1
      to[b + k + 2] = b2
      to[b + k + 3] = b3
    }
  }
}

/** The largest value of form `r` of the input on a box; Infinity where that is no number. */
export function largest(
  { stride, constants, network }: Space,
  inputs: Float64Array,
  r: number,
  lo: Float32Array,
  hi: Float32Array,
): number {
  let [sum, sizes] = [0, 0]
  for (let i = 0; i < network.width; i++) {
    const c = inputs[r * stride + i]!
    const term = c > 0 ? c * hi[i]! : c * lo[i]!
    sum += term
    sizes += Math.abs(term)
  }
  const lost = lostInFloat64(network.width + 4, sizes + Math.abs(constants[r]!))
  const most = sum + lost + constants[r]! + UNDERFLOW
  return most < Infinity ? most : Infinity
}
