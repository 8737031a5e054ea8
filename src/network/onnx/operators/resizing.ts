import { constantOf, floatOf, intOf, type Node, refuse, sized, textOf, wholeNumbersOf, wrong } from '../node.ts'
import { range, zerosOf } from '../tensors.ts'
import { type Compose, noAxes, type Operators } from './operator.ts'
import { ints } from './composed/attributes.ts'

/** How an axis is made longer or shorter. */
interface Stretch {
  readonly length: number
  readonly wanted: number
  readonly scale: number
}

/** The place along the old axis, a fraction, that index i of the new one stands for. */
const places: Readonly<Record<string, (i: number, stretch: Stretch) => number>> = {
  half_pixel: (i, { scale }) => (i + 0.5) / scale - 0.5,
  half_pixel_symmetric: (i, { scale, length, wanted }) => {
    const adjusted = wanted / (scale * length)
    return (length / 2) * (1 - adjusted) + (i + 0.5) / scale - 0.5
  },
  pytorch_half_pixel: (i, { scale, wanted }) => (wanted > 1 ? (i + 0.5) / scale - 0.5 : 0),
  align_corners: (i, { length, wanted }) => (wanted === 1 ? 0 : (i * (length - 1)) / (wanted - 1)),
  asymmetric: (i, { scale }) => i / scale,
  tf_half_pixel_for_nn: (i, { scale }) => (i + 0.5) / scale,
}

const nearest: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => (x === Math.floor(x) + 0.5 ? Math.floor(x) : Math.round(x)),
  round_prefer_ceil: (x) => Math.round(x),
  floor: Math.floor,
  ceil: Math.ceil,
}

/** Weights of neighbours around a place, by mode: each with its index relative to the one at or before the place. */
function weightsAt(node: Node, mode: string, fraction: number, { scale }: Stretch): Map<number, number> {
  const antialias = intOf(node, 'antialias', 0) !== 0 && scale < 1
  const spread = antialias ? scale : 1
  const a = floatOf(node, 'cubic_coeff_a', -0.75)
  const cubic = (x: number): number => {
    const t = Math.abs(x)
    if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1
    return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0
  }
  const linear = (x: number): number => Math.max(0, 1 - Math.abs(x))
  const kernel = mode === 'cubic' ? cubic : linear
  const reach = Math.ceil((mode === 'cubic' ? 2 : 1) / spread)
  const weights = new Map<number, number>()
  for (let k = 1 - reach; k <= reach; k++) weights.set(k, kernel((k - fraction) * spread))
  if (antialias) {
    const total = [...weights.values()].reduce((sum, one) => sum + one, 0)
    for (const [k, weight] of weights) weights.set(k, weight / total)
  }
  return weights
}

/** For each new index its weights of old ones; the value outside where it lies outside and that is asked for. */
function matrixOf(node: Node, mode: string, place: (i: number, s: Stretch) => number, stretch: Stretch): number[] {
  const { length, wanted } = stretch
  const matrix = zerosOf(length * wanted)
  const isExcluding = intOf(node, 'exclude_outside', 0) !== 0
  for (let i = 0; i < wanted; i++) {
    const at = place(i, stretch)
    const base = Math.floor(at)
    const row = new Map<number, number>()
    for (const [k, weight] of weightsAt(node, mode, at - base, stretch)) {
      const isOutside = base + k < 0 || base + k >= length
      if (isOutside && isExcluding) continue
      const index = Math.min(Math.max(base + k, 0), length - 1)
      row.set(index, (row.get(index) ?? 0) + weight)
    }
    const total = isExcluding ? [...row.values()].reduce((sum, one) => sum + one, 0) : 1
    for (const [index, weight] of row) matrix[index * wanted + i] = weight / total
  }
  return matrix
}

/** Axes made longer or shorter, one after the other. */
const resize: Compose = (node, { inputs: [x], run, known }) => {
  const { shape } = x!.tensor
  const mode = textOf(node, 'mode', 'nearest')
  if (!['nearest', 'linear', 'cubic'].includes(mode)) throw wrong(node, 'a known mode', 'mode', mode)
  const system = textOf(node, 'coordinate_transformation_mode', node.opset < 11 ? 'asymmetric' : 'half_pixel')
  if (system === 'tf_crop_and_resize') throw refuse(node, 'a resize that crops', 'Crop before it.')
  const place = Object.hasOwn(places, system) ? places[system] : undefined
  const rounding = textOf(node, 'nearest_mode', node.opset < 11 ? 'floor' : 'round_prefer_floor')
  const round = Object.hasOwn(nearest, rounding) ? nearest[rounding] : undefined
  if (place === undefined || round === undefined)
    throw wrong(node, 'known coordinates', 'coordinate_transformation_mode', system)
  let all = x!
  for (const [axis, stretch] of stretchesOf(node, shape).entries()) {
    const { length, wanted } = stretch
    if (length === wanted && stretch.scale === 1) continue
    sized(node, shape.with(axis, wanted))
    if (system === 'align_corners' && length * stretch.scale !== wanted)
      throw refuse(
        node,
        'corners that are aligned after a length is cut',
        'Runtimes do that each in their own way: state sizes.',
      )
    if (mode === 'nearest') {
      const picks = [...range(wanted)].map((i) => Math.min(Math.max(round(place(i, stretch)), 0), length - 1))
      all = run('Gather', [all, known(picks, 'int64')], { axis: { int: axis } })
      continue
    }
    const order = [...range(shape.length).filter((one) => one !== axis), axis]
    const back = order.map((_, i) => order.indexOf(i))
    const weights = known(matrixOf(node, mode, place, stretch), 'float32', [length, wanted])
    all = run('Transpose', [run('MatMul', [run('Transpose', [all], ints('perm', order)), weights])], ints('perm', back))
  }
  return [all]
}

/** How each axis changes: by sizes, or by scales. */
function stretchesOf(node: Node, shape: readonly number[]): Stretch[] {
  const rank = shape.length
  const isOld = node.opset < 11
  const scalesAt = isOld ? 1 : 2
  const named = node.attributes.get('axes')?.ints
  const axes = (named ?? [...range(rank)]).map((axis) => (axis < 0 ? axis + rank : axis))
  const scales =
    isOld && node.opset < 9
      ? oldScales(node, rank)
      : node.inputs[scalesAt] && constantOf(node, scalesAt, 'a scale').data
  const sizes = isOld ? undefined : wholeNumbersOf(node, 3, 'sizes')
  const hasScales = scales !== undefined && scales.length > 0
  const given = hasScales ? scales.length : (sizes?.length ?? 0)
  if (given !== axes.length) throw wrong(node, `${axes.length} scales or sizes`, 'scales', given)
  const policy = textOf(node, 'keep_aspect_ratio_policy', 'stretch')
  const ratios = hasScales ? [...scales] : axes.map((axis, i) => sizes![i]! / shape[axis]!)
  const one = policy === 'stretch' ? undefined : (policy === 'not_larger' ? Math.min : Math.max)(...ratios)
  return shape.map((length, axis) => {
    const i = axes.indexOf(axis)
    if (i < 0) return { length, wanted: length, scale: 1 }
    const scale = one !== undefined && !hasScales ? one : ratios[i]!
    const wanted = hasScales ? Math.floor(length * scale) : one === undefined ? sizes![i]! : Math.round(scale * length)
    if (!(wanted >= 1 && scale > 0)) throw wrong(node, 'lengths from 1', 'scales', scale)
    return { length, wanted, scale }
  })
}

/** Attributes of the first versions of Upsample. */
function oldScales(node: Node, rank: number): readonly number[] | undefined {
  if (node.opset >= 7) return node.attributes.get('scales')?.floats
  return [...range(rank)].map((axis) =>
    axis === rank - 2 ? floatOf(node, 'height_scale', 1) : axis === rank - 1 ? floatOf(node, 'width_scale', 1) : 1,
  )
}

/** Sizes are those of all axes. */
const sizesIn = (node: Node): number | undefined => (node.attributes.has('axes') ? undefined : 3)

/** Scales are the same for any length, sizes are not. */
const sizedAxes = (node: Node): readonly number[] =>
  node.inputs[3] === undefined ? [] : [...range(node.inputs[0]!.shape.length)]

export const resizing: Operators = {
  Resize: { compose: resize, fixed: sizedAxes, lengthsIn: sizesIn },
  Upsample: { compose: (node, others) => resize({ ...node, opset: Math.min(node.opset, 10) }, others), fixed: noAxes },
}
