import { integer, noise, pick } from '../random.ts'
import type { Growth } from './randomOnnx.ts'
import { randomTrees } from './randomTrees.ts'
import type { AttributeDraft } from './writeOnnx.ts'

/** As in `randomOperators.ts`. */
type Grow = (growth: Growth, x: string, shape: readonly number[]) => string | undefined

const types = { float: 1n, uint8: 2n, int8: 3n, int32: 6n, int64: 7n, bool: 9n } as const
const cast = (growth: Growth, x: string, to: keyof typeof types): string => growth.node('Cast', [x], { to: types[to] })
const chance = ({ random }: Growth, share: number): boolean => random() < share

/** An operator that there is since an opset. */
const since =
  (opset: number, grow: Grow): Grow =>
  (growth, x, shape) =>
    growth.draft.opset < opset ? undefined : grow(growth, x, shape)

const values = (growth: Growth, shape: readonly number[]): string => {
  const dims = pick(growth.random, [[], shape.slice(-1)])
  return growth.floats(
    dims,
    Array.from({ length: dims[0] ?? 1 }, () => noise(growth.random, 0.7)),
  )
}

/** Whether numbers are above or below others: those of a constant, or others that are computed. */
const compared = (growth: Growth, x: string, shape: readonly number[]): string => {
  const type = pick(growth.random, growth.draft.opset < 16 ? ['Less', 'Greater'] : ['Less', 'Greater', 'LessOrEqual', 'GreaterOrEqual']) // prettier-ignore
  const other = chance(growth, 0.5)
    ? values(growth, shape)
    : growth.node('Add', [growth.node('Neg', [x]), values(growth, shape)])
  return growth.node(type, chance(growth, 0.5) ? [x, other] : [other, x])
}

const logic: Grow = (growth, x, shape) => {
  const [a, b] = [compared(growth, x, shape), compared(growth, x, shape)]
  const type = pick(growth.random, ['And', 'Or', 'Xor', 'Not', 'Equal'])
  return cast(growth, growth.node(type, type === 'Not' ? [a] : [a, b]), 'float')
}

const chosen: Grow = (growth, x, shape) => {
  const other = pick(growth.random, [() => values(growth, shape), () => growth.node('Neg', [x])])()
  return growth.node('Where', [compared(growth, x, shape), ...(chance(growth, 0.5) ? [x, other] : [other, x])])
}

const rounded =
  (type: string): Grow =>
  (growth, x) =>
    growth.node(type, [growth.node('Mul', [x, growth.floats([], [3])])])

/** Whole numbers of about a few units, from floats. */
const whole = (growth: Growth, x: string, type: 'int32' | 'int64' | 'int8'): string =>
  cast(growth, growth.node('Mul', [x, growth.floats([], [type === 'int8' ? 3 : 7])]), type)

const binary = ['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Max', 'Min', 'Equal', 'Less'] as const

const wholes: Grow = (growth, x, shape) => {
  const type = pick(growth.random, ['int32', 'int64'] as const)
  const i = whole(growth, x, type)
  const constant = growth.floats([], [pick(growth.random, [2, 3, -3, 5])], type)
  const operator = pick(growth.random, binary)
  const isDivided = operator === 'Div' || operator === 'Mod'
  const j = isDivided || chance(growth, 0.5) ? constant : whole(growth, growth.node('Neg', [x]), type)
  const attributes: Record<string, AttributeDraft> = operator === 'Mod' && chance(growth, 0.5) ? { fmod: 1n } : {}
  const result = growth.node(operator, [i, j], attributes)
  if (operator === 'Equal' || operator === 'Less') return cast(growth, growth.node('Not', [result]), 'float')
  const more = pick(growth.random, [
    () => result,
    () => growth.node('Neg', [result]),
    () => growth.node('Where', [growth.node('Greater', [x, values(growth, shape)]), result, i]),
  ])()
  return cast(growth, more, 'float')
}

/** Sums, extremes and casts to truth. */
const reduced: Grow = (growth, x, shape) => {
  const i = whole(growth, x, 'int32')
  const { inputs, attributes } = growth.listed('axes', [shape.length - 1], 13)
  return pick(growth.random, [
    () => cast(growth, growth.node('ReduceSum', [i, ...inputs], attributes), 'float'),
    () => cast(growth, growth.node('Abs', [i]), 'float'),
    () => cast(growth, cast(growth, i, 'bool'), 'float'),
    () => cast(growth, growth.node('Sign', [x]), 'float'),
    () => cast(growth, cast(growth, i, 'int64'), 'float'),
  ])()
}

/** An axis after the first. */
const axisOf = ({ random }: Growth, shape: readonly number[]): bigint => BigInt(integer(random, 1, shape.length - 1))

const argument =
  (type: 'ArgMax' | 'ArgMin'): Grow =>
  (growth, x, shape) => {
    const attributes = { axis: axisOf(growth, shape), keepdims: BigInt(chance(growth, 0.5)) }
    return cast(growth, growth.node(type, [x], attributes), 'float')
  }

/** The largest or least along an axis, and where they are. */
const sorted: Grow = (growth, x, shape) => {
  const axis = integer(growth.random, 1, shape.length - 1)
  const k = growth.ints([integer(growth.random, 1, shape[axis]!)])
  const largest = BigInt(chance(growth, 0.5))
  const best = growth.node('TopK', [x, k], { axis: BigInt(axis), largest }, 2)
  const places = cast(growth, growth.draft.nodes.at(-1)!.outputs[1]!, 'float')
  return growth.node('Concat', [places, best], { axis: BigInt(axis) })
}

const trees: Grow = (growth, x, shape) => {
  if (shape.length !== 2) return undefined
  const { random } = growth
  const targets = integer(random, 1, 2)
  const weight = (): number => noise(random, 1)
  const attributes = randomTrees(random, 'target', [...Array(targets).keys()], weight, shape[1]!)
  return growth.learned('TreeEnsembleRegressor', [x], {
    ...attributes,
    n_targets: BigInt(targets),
    aggregate_function: pick(random, ['SUM', 'AVERAGE', 'MIN', 'MAX']),
    ...(chance(growth, 0.5) && { base_values: Array.from({ length: targets }, weight) }),
  })
}

/** Operators that compare, select and round, and those of whole numbers. */
export const growWhole: Readonly<Record<string, Grow>> = {
  Compare: since(9, (growth, x, shape) => cast(growth, compared(growth, x, shape), 'float')),
  Logic: since(9, logic),
  'Where of two': since(9, chosen),
  Floor: since(7, rounded('Floor')),
  Ceil: since(7, rounded('Ceil')),
  Round: since(11, rounded('Round')),
  Sign: since(9, (growth, x) => growth.node('Sign', [x])),
  Shrink: since(9, (growth, x) => growth.node('Shrink', [x], { lambd: 0.437, bias: 0.211 })),
  ThresholdedRelu: since(10, (growth, x) => growth.node('ThresholdedRelu', [x], { alpha: 0.337 })),
  ArgMax: since(11, argument('ArgMax')),
  ArgMin: since(11, argument('ArgMin')),
  Hardmax: since(13, (growth, x, shape) => growth.node('Hardmax', [x], { axis: axisOf(growth, shape) })),
  TopK: since(11, sorted),
  TreeEnsembleRegressor: since(9, trees),
  'whole numbers': since(13, wholes),
  'whole numbers, reduced': since(13, reduced),
}
