import { listedSource, type Source, sourceOf } from './inboundNodes.ts'
import { isObject, type KerasObject } from './kerasObject.ts'
import { KerasLayer } from './layers/kerasLayer.ts'

/** Arithmetic of two numbers, by what Keras 2 calls its functions, and Keras 3 its classes. */
const functions: Readonly<Record<string, string>> = {
  '__operators__.add': 'add',
  'math.add': 'add',
  'math.subtract': 'subtract',
  'math.multiply': 'multiply',
  'math.divide': 'divide',
  'math.truediv': 'divide',
}
const classes: Readonly<Record<string, string>> = {
  Add: 'add',
  Divide: 'divide',
  Multiply: 'multiply',
  Subtract: 'subtract',
  TrueDivide: 'divide',
}

/** What stands in a file in the place of a tensor that is a number. */
const CONSTANT = '_CONSTANT_VALUE'

/** A tensor of the model, or a number. */
type Operand = Source | number

/** Operations as tf.js reads them. */
interface Operation {
  readonly class_name: string
  readonly config: { readonly name: string; readonly kind: string; readonly settings: object }
  readonly sources: readonly Source[]
}

/**
 * A layer that stands for an operation, such as `x * 2`, applied once to tensors and numbers; undefined for any other
 * layer.
 */
export function asOperation(layer: KerasObject): Operation | undefined {
  const { class_name, config, module, inbound_nodes = [], name = config['name'] } = layer
  const isLambda = class_name === 'TFOpLambda' && typeof config['function'] === 'string'
  // Where files do not tell modules, layers of these names take one list, and operations two arguments.
  const isClass = isObject(inbound_nodes[0]) && (typeof module !== 'string' || module === 'keras.src.ops.numpy')
  const [table, key] = isLambda ? [functions, config['function'] as string] : [classes, class_name]
  if (!(isLambda || isClass) || !Object.hasOwn(table, key) || typeof name !== 'string') return undefined
  const operands = inbound_nodes.length === 1 ? operandsOf(inbound_nodes[0]) : undefined
  if (operands === undefined) return undefined
  const sources = operands.filter((one): one is Source => typeof one !== 'number')
  const constants = operands.map((one) => (typeof one === 'number' ? one : null))
  if (operands.length !== 2 || sources.length === 0) return undefined
  const settings = { operation: table[key]!, constants }
  return { class_name: KerasLayer.className, config: { name, kind: 'Operation', settings }, sources }
}

/** What a node reads in the order of its arguments; undefined for what is not two tensors or numbers. */
function operandsOf(node: unknown): Operand[] | undefined {
  const all = isObject(node) ? ofCall(node) : ofLambda(node)
  return all?.every((one): one is Operand => one !== undefined) ? all : undefined
}

/** As Keras 3 writes it: a call. */
function ofCall({ args, kwargs }: Readonly<Record<string, unknown>>): (Operand | undefined)[] | undefined {
  const hasNone = kwargs === undefined || (isObject(kwargs) && Object.values(kwargs).every((one) => one === null))
  return Array.isArray(args) && hasNone ? args.map((one) => (isNumber(one) ? one : sourceOf(one))) : undefined
}

/** As Keras 2 writes it: the first argument, and the second by name beside it. */
function ofLambda(node: unknown): (Operand | undefined)[] | undefined {
  if (!Array.isArray(node) || node.length !== 4) return undefined
  const [first, place, value, others] = node as unknown[]
  if (!isObject(others)) return undefined
  const { y, name = null, ...more } = others
  if (name !== null || Object.values(more).some((one) => one !== null)) return undefined
  const own = first === CONSTANT ? (isNumber(value) ? value : undefined) : listedSource([first, place, value])
  return [own, isNumber(y) ? y : listedSource(y)]
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(Math.fround(value))
}
