import { unexpected } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import type { Shape } from '../layers/layer.ts'
import type { ValueMessage } from './messages.ts'
import { describeType, isInteger, numberType, type NumberType } from './numberTypes.ts'
import { batchMixed, invalid } from './refusals.ts'

/** An input of the graph. */
export interface GivenInput {
  readonly name: string
  readonly type: NumberType
  /** With the size of a batch where the file leaves that open. */
  readonly shape: Shape
  /** Where the rows of a batch lie, if the file leaves their number open: the axis, and what that number is called. */
  readonly rows: { readonly axis: number; readonly size: string } | undefined
}

/**
 * The inputs of a graph. First axes that are left open are the batch, whatever they are called, and so are other axes that have the name of one.
 * They get the size of the batch that is stated, else 1.
 * @throws MODEL_INVALID for inputs of other axes that are open, or of whole numbers; BATCH_MIXED for one with the batch at two axes;
 *   ARGUMENT_INVALID for a batch where none is open
 */
export function readInputs(inputs: readonly ValueMessage[], batch: number | undefined): GivenInput[] {
  const names = new Set(inputs.map(({ shape }) => shape?.[0]).filter((length) => typeof length === 'string'))
  const given = inputs.map(({ name, type, shape }, i): GivenInput => {
    if (shape === undefined) throw invalid('inputs with a shape', name, undefined)
    if (shape.includes(0)) throw invalid('inputs with numbers in them', name, `axis ${shape.indexOf(0)}: 0`)
    const axes = [...shape.keys()].filter((axis) => isBatch(shape[axis], axis, names))
    const open = [...shape.keys()].find((axis) => !isFixed(shape[axis]) && !axes.includes(axis))
    if (open !== undefined)
      throw invalid(
        'inputs of a fixed shape',
        name,
        `axis ${open}: ${shape[open] ?? 'open'}`,
        'Only the batch dimension may be left open: export the model with fixed shapes',
      )
    if (axes.length > 1 && batch === undefined)
      throw batchMixed(`input ${brief(name, 120)}`, `the batch is its axes ${axes.join(' and ')}`)
    const lengths = shape.map((length, axis) => (axes.includes(axis) ? (batch ?? 1) : (length as number)))
    const [axis] = axes
    const length = axis === undefined ? undefined : shape[axis]
    // Without a name it is its own.
    const size = typeof length === 'string' ? `named ${length}` : `of ${i}`
    return {
      name,
      type: floatType(name, type),
      shape: lengths,
      rows: axis === undefined ? undefined : { axis, size },
    }
  })
  if (batch !== undefined && given.every(({ rows }) => rows === undefined))
    throw unexpected({
      api: 'readOnnx',
      expected: 'no batch for a model whose file states all sizes',
      name: 'batch',
      value: batch,
    })
  return given
}

/** Each costs a walk through the graph. */
const MOST_SIZES = 32

/**
 * Which numbers of rows have to be thought of together, as one that may be anything, while all others are 1: all of them, and each that has a
 * name of its own, since a runtime takes a batch of one input beside a single row of another.
 * @throws BATCH_MIXED where there are too many
 */
export function sizesOf(inputs: readonly GivenInput[]): ReadonlySet<string>[] {
  const all = new Set(inputs.flatMap(({ rows }) => (rows === undefined ? [] : [rows.size])))
  if (all.size > MOST_SIZES)
    throw batchMixed('the inputs', `their batches have ${all.size} names, and at most ${MOST_SIZES} are thought of`)
  return all.size <= 1 ? [all] : [all, ...[...all].map((one) => new Set([one]))]
}

function isFixed(length: number | string | undefined): boolean {
  return typeof length === 'number' && length > 0
}

function isBatch(length: number | string | undefined, axis: number, names: ReadonlySet<unknown>): boolean {
  return !isFixed(length) && (axis === 0 || names.has(length))
}

function floatType(name: string, dataType: number): NumberType {
  const type = numberType(dataType)
  if (type !== undefined && !isInteger(type)) return type
  const hint =
    type === undefined
      ? 'Floats can be read'
      : 'Claims have no domains of whole numbers: export the model with this input fixed, or with floats in its place'
  throw invalid('inputs of floats', name, describeType(dataType), hint)
}
