import { integer, pick } from '../../random.ts'
import type { Growth } from '../randomOnnx.ts'

/** Whole numbers below `length`, of the shape of `x`. */
function indicesOf(growth: Growth, x: string, length: number): string {
  const spread = growth.node('Mul', [growth.node('Sigmoid', [x]), growth.floats([], [length + 0.37])])
  const within = growth.node('Min', [growth.node('Floor', [spread]), growth.floats([], [length - 1])])
  return growth.node('Cast', [within], { to: 7n })
}

/** Indices that are computed, known, or known and repeated to the shape of `x` while it runs. */
function places(growth: Growth, x: string, shape: readonly number[], length: number): string {
  const some = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => integer(growth.random, 0, length - 1))
  return pick(growth.random, [
    () => indicesOf(growth, x, length),
    () => growth.ints(some, shape),
    () => growth.node('Expand', [growth.ints([some[0]!], []), growth.node('Shape', [x])]),
  ])()
}

/** Numbers taken from places, or put there. */
export function growPlaced(growth: Growth, x: string, shape: readonly number[]): string | undefined {
  if (shape.length === 0 || growth.draft.opset < 13) return undefined
  const at = integer(growth.random, 0, shape.length - 1)
  const tanh = growth.node('Tanh', [x])
  const one = (of: string): string => growth.node('Unsqueeze', [of, growth.ints([shape.length])])
  return pick(growth.random, [
    () =>
      growth.node('Gather', [growth.floats([3, 2]), indicesOf(growth, x, 3)], {
        axis: BigInt(integer(growth.random, 0, 1)),
      }),
    () => growth.node('Gather', [tanh, indicesOf(growth, x, shape[at]!)], { axis: BigInt(at) }),
    () => growth.node('GatherElements', [tanh, places(growth, x, shape, shape[at]!)], { axis: BigInt(at) }),
    () => growth.node('GatherElements', [growth.floats(shape), indicesOf(growth, x, shape[at]!)], { axis: BigInt(at) }),
    () => growth.node('ScatterElements', [tanh, places(growth, x, shape, 1), x], { axis: BigInt(at) }),
    () =>
      growth.node(
        'ScatterElements',
        [
          tanh,
          growth.ints(
            shape.map(() => 0).slice(0, 1),
            shape.map(() => 1),
          ),
          growth.floats(shape.map(() => 1)),
        ],
        { axis: BigInt(at) },
      ),
    () => growth.node('GatherND', [growth.floats([3, 2]), one(indicesOf(growth, x, 3))]),
    () => growth.node('GatherND', [x, growth.ints([shape[0]! - 1], pick(growth.random, [[1], [1, 1]]))]),
    () =>
      growth.node(
        'GatherND',
        [growth.node('Unsqueeze', [x, growth.ints([shape.length])]), one(indicesOf(growth, x, 1))],
        { batch_dims: BigInt(shape.length) },
      ),
    () =>
      growth.node('ScatterND', [
        x,
        growth.ints([0], [1, 1]),
        growth.node('Neg', [growth.node('Slice', [x, growth.ints([0]), growth.ints([1]), growth.ints([0])])]),
      ]),
    () => growth.node('ScatterND', [x, growth.ints([0], [1, 1]), growth.floats([1, ...shape.slice(1)])]),
    () =>
      growth.node('OneHot', [indicesOf(growth, x, 3), growth.ints([3], []), growth.floats([2])], {
        axis: BigInt(integer(growth.random, -1, shape.length)),
      }),
  ])()
}
