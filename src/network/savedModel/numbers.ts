import { integerIn, shapesIn, tensorIn, typesIn } from './attributes.ts'
import { decodeConstant } from './constant.ts'
import { type Frame, readsOf, type Value } from './frames.ts'
import type { NodeDef } from './messages.ts'
import type { Following } from './following.ts'

/** What operators make of two numbers. */
const ofTwo: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  GreaterEqual: (a, b) => Number(a >= b),
  Less: (a, b) => Number(a < b),
  LessEqual: (a, b) => Number(a <= b),
  LogicalAnd: (a, b) => a * b,
  LogicalOr: (a, b) => Math.max(a, b),
  Maximum: Math.max,
  Minimum: Math.min,
  Mul: (a, b) => a * b,
  NotEqual: (a, b) => Number(a !== b),
  Sub: (a, b) => a - b,
}

/** All whole numbers up to this one are those of every type that TensorFlow counts with. */
const MOST = 2 ** 31 - 1

/**
 * The one whole number, or truth value as 0 or 1, that a tensor is whatever the inputs are; undefined where that is not
 * known, or it holds others. Lengths that the file states are taken note of. @throws Error
 */
export function numberOf(start: Frame, text: string, following: Following): number | undefined {
  const value = following.resolve(start, text)
  const { frame, node, index } = value
  const key = `${node.name}:${index}`
  if (!frame.numbers.has(key)) {
    // What depends on itself is not known.
    frame.numbers.set(key, undefined)
    const found = value.isRead || index !== 0 ? undefined : computed(value, following)
    frame.numbers.set(key, found !== undefined && Math.abs(found) <= MOST ? found : undefined)
  }
  return frame.numbers.get(key)
}

function computed({ frame, node }: Value, following: Following): number | undefined {
  const { op } = node
  const reads = readsOf(node)
  const read = (i: number): number | undefined =>
    reads[i] === undefined ? undefined : numberOf(frame, reads[i], following)
  if (op === 'Const') return constantOf(node)
  if (op === 'StridedSlice') return lengthOf(frame, node, following)
  const [a, b] = [0, 1].map(read)
  if (a === undefined) return undefined
  if (op === 'LogicalNot') return 1 - a
  // Of one number it is the largest, over whatever axes.
  if (op === 'Max' || op === 'Min') return a
  return b === undefined || !Object.hasOwn(ofTwo, op) ? undefined : ofTwo[op]!(a, b)
}

function constantOf({ attributes }: NodeDef): number | undefined {
  const [value, type] = [attributes.get('value'), attributes.get('dtype')]
  const tensor = value === undefined ? undefined : tensorIn(value)
  const [name = ''] = type === undefined ? [] : typesIn(type)
  if (tensor === undefined || !['DT_INT32', 'DT_INT64', 'DT_BOOL'].includes(name)) return undefined
  const { dtype, bytes } = decodeConstant(tensor)
  if (dtype === 'float32' || bytes.length !== (dtype === 'bool' ? 1 : 4)) return undefined
  return dtype === 'bool' ? bytes[0] : new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true)
}

/** One length of a tensor whose shape is sliced, if the file says what it is. */
function lengthOf(frame: Frame, node: NodeDef, following: Following): number | undefined {
  const mask = (name: string): number => integerIn(node.attributes.get(name))
  const isOne = mask('shrink_axis_mask') === 1 && !['begin_mask', 'ellipsis_mask', 'new_axis_mask'].some(mask)
  const [sliced, begin] = readsOf(node)
  if (!isOne || sliced === undefined || begin === undefined) return undefined
  const shape = following.resolve(frame, sliced)
  const axis = numberOf(frame, begin, following)
  const [of] = readsOf(shape.node)
  if (shape.node.op !== 'Shape' || of === undefined || axis === undefined || axis < 0) return undefined
  const value = following.resolve(shape.frame, of)
  const stated = value.isRead ? undefined : value.node.attributes.get('_output_shapes')
  const length = stated === undefined ? undefined : shapesIn(stated)[value.index]?.[axis]
  if (length === undefined || length < 0) return undefined
  following.lengths.push({ value, axis, length })
  return length
}
