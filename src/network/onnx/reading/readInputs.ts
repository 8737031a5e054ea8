import { unexpected } from '../../../errors.ts'
import { brief } from '../../../files/brief.ts'
import type { Shape } from '../../layers/layer.ts'
import type { ValueMessage } from '../file/messages.ts'
import { describeType, numberType, type NumberType } from '../numberTypes.ts'
import { batchMixed, invalid } from '../refusals.ts'

/** What to do about lengths that are left open. */
export const OPEN: string =
  'State its shape, { shapes: { name: [3, 32, 32] } } or --input name=0..1:3x32x32: only a batch may be left open'

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
 * The inputs of a graph. First axes that are left open are the batch, whatever they are called, and so are other axes
 * that have the name of one. They get the size of the batch that is stated, else 1.
 * @throws MODEL_INVALID for inputs of other axes that are open, or of no numbers; BATCH_MIXED for one with the batch
 * at two axes;
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
      throw invalid('inputs of a fixed shape', name, `axis ${open}: ${shape[open] ?? 'open'}`, OPEN)
    if (axes.length > 1 && batch === undefined)
      throw batchMixed(`input ${brief(name, 120)}`, `the batch is its axes ${axes.join(' and ')}`)
    const lengths = shape.map((length, axis) => (axes.includes(axis) ? (batch ?? 1) : (length as number)))
    const [axis] = axes
    const length = axis === undefined ? undefined : shape[axis]
    // Without a name it is its own.
    const size = typeof length === 'string' ? `named ${length}` : `of ${i}`
    return {
      name,
      type: knownType(name, type),
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

/**
 * Numbers of rows are thought of in all combinations up to so many names, and up to the other number all together and
 * each by itself.
 */
const [MOST_COMBINED, MOST_NAMES] = [5, 32]

/**
 * Which numbers of rows have to be thought of together, as one that may be anything, while all others are 1: each
 * choice of those that have a name of their own, since a runtime takes batches of some inputs beside single rows of
 * others.
 * @throws BATCH_MIXED where there are too many
 */
export function sizesOf(inputs: readonly GivenInput[]): ReadonlySet<string>[] {
  const all = [...new Set(inputs.flatMap(({ rows }) => (rows === undefined ? [] : [rows.size])))]
  if (all.length > MOST_NAMES)
    throw batchMixed('the inputs', `their batches have ${all.length} names, and at most ${MOST_NAMES} are thought of`)
  if (all.length > MOST_COMBINED) return [new Set(all), ...all.map((one) => new Set([one]))]
  return Array.from(
    { length: 2 ** all.length - 1 },
    (_, choice) => new Set(all.filter((_name, i) => Math.floor((choice + 1) / 2 ** i) % 2 === 1)),
  )
}

/** Where one of these can only be 1: was each choice without it thought of, too? */
export function isAlsoChosen(varied: ReadonlySet<string>): boolean {
  return varied.size <= MOST_COMBINED
}

function isFixed(length: number | string | undefined): boolean {
  return typeof length === 'number' && length > 0
}

function isBatch(length: number | string | undefined, axis: number, names: ReadonlySet<unknown>): boolean {
  return !isFixed(length) && (axis === 0 || names.has(length))
}

function knownType(name: string, dataType: number): NumberType {
  const type = numberType(dataType)
  if (type === undefined) throw invalid('inputs of numbers', name, describeType(dataType), 'Texts cannot be read')
  return type
}
