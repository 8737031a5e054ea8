import { defined } from '../defined.ts'
import { brief, quoted } from '../files/brief.ts'
import type { Refuse } from './propertyError.ts'
import { type Expression, headOf, type List } from './sExpressions.ts'

/** An input or output of the network that a property is about. */
export interface PropertyTensor {
  readonly name: string
  /** As it is written: with a batch dimension, if any. */
  readonly shape: readonly number[]
  readonly size: number
  /** As it is written, e.g. `float32`. */
  readonly type: string
  /** What the ONNX file calls it, where the property says so. */
  readonly onnxName?: string
}

/** What the names in a property mean. */
export interface Declarations {
  readonly version: 1 | 2
  readonly inputs: readonly PropertyTensor[]
  readonly outputs: readonly PropertyTensor[]
  /**
   * The number that a name, with its indices if it has any, stands for: input i is i, output j is -1 - j. @throws
   * PROPERTY_INVALID
   */
  find(name: string, indices: string | undefined, at: number): number
}

/** What a tensor may have numbers: more than any model that runs here. */
const MOST = 2 ** 24

/**
 * Reads what a property declares: constants X_0, X_1 … and Y_0, Y_1 … of version 1, or the one network of version 2.
 * @throws PROPERTY_INVALID, PROPERTY_UNSUPPORTED for several networks, hidden tensors and numbers that are no floats
 */
export function readDeclarations(statements: readonly List[], refuse: Refuse): Declarations {
  const networks = statements.filter((one) => headOf(one) === 'declare-network')
  const constants = statements.filter((one) => ['declare-const', 'declare-fun'].includes(headOf(one) ?? ''))
  const [network, second] = networks
  if (second !== undefined)
    throw refuse(second.at, 'properties of several networks cannot be decided', 'PROPERTY_UNSUPPORTED')
  if (network === undefined) return readConstants(constants, refuse)
  if (constants[0] !== undefined) throw refuse(constants[0].at, 'a constant beside a network')
  return readTensors(network, refuse)
}

function readConstants(statements: readonly List[], refuse: Refuse): Declarations {
  const known = new Map<string, number>()
  const counts = { X: 0, Y: 0 }
  for (const { items, at } of statements) {
    const [name, type] = items.slice(1).filter((item) => item.kind === 'atom')
    const match = /^([XY])_(\d{1,9})$/.exec(name?.text ?? '')
    if (name === undefined || match === null || type?.text !== 'Real' || !(items.length === 3 || items.length === 4))
      throw refuse(at, `expected a declaration such as (declare-const X_0 Real)`)
    if (known.has(name.text)) throw refuse(at, `${name.text} is declared twice`)
    const [, letter, number] = match as unknown as [string, 'X' | 'Y', string]
    known.set(name.text, letter === 'X' ? Number(number) : -1 - Number(number))
    counts[letter]++
  }
  const tensor = (letter: 'X' | 'Y', what: string): PropertyTensor => {
    const size = counts[letter]
    for (let i = 0; i < size; i++)
      if (!known.has(`${letter}_${i}`)) throw refuse(0, `${letter}_${i} is not declared, but there are ${size} ${what}`)
    if (size === 0) throw refuse(0, `no ${what} are declared: ${letter}_0 and so on`)
    return { name: letter, shape: [size], size, type: 'Real' }
  }
  const [x, y] = [tensor('X', 'inputs'), tensor('Y', 'outputs')]
  const find = (name: string, indices: string | undefined, at: number): number => {
    const number = known.get(name)
    if (number === undefined) throw refuse(at, `${quoted(name)} is neither a number nor declared`)
    if (indices !== undefined) throw refuse(at, `${quoted(name)} has no indices`)
    return number
  }
  return { version: 1, inputs: [x], outputs: [y], find }
}

function readTensors({ items, at }: List, refuse: Refuse): Declarations {
  const [, name, ...parts] = items
  if (name?.kind !== 'atom') throw refuse(at, 'expected a network with a name')
  const inputs: PropertyTensor[] = []
  const outputs: PropertyTensor[] = []
  const known = new Map<string, { tensor: PropertyTensor; first: number; isInput: boolean }>()
  const counts = { input: 0, output: 0 }
  for (const part of parts) {
    const head = part.kind === 'list' ? headOf(part) : undefined
    if (part.kind !== 'list' || head === undefined) throw refuse(part.at, 'expected declare-input or declare-output')
    if (head !== 'declare-input' && head !== 'declare-output') {
      const isKnown = ['declare-hidden', 'isomorphic-to', 'equal-to'].includes(head)
      throw refuse(
        part.at,
        `${quoted(head)} ${isKnown ? 'cannot be decided' : 'is not known: expected declare-input or declare-output'}`,
        isKnown ? 'PROPERTY_UNSUPPORTED' : 'PROPERTY_INVALID',
      )
    }
    const tensor = readTensor(part, refuse)
    if (known.has(tensor.name)) throw refuse(part.at, `${tensor.name} is declared twice`)
    const side = head === 'declare-input' ? 'input' : 'output'
    known.set(tensor.name, { tensor, first: counts[side], isInput: side === 'input' })
    counts[side] += tensor.size
    ;(side === 'input' ? inputs : outputs).push(tensor)
  }
  if (inputs.length === 0 || outputs.length === 0) throw refuse(at, 'expected a network with inputs and outputs')
  const find = (text: string, indices: string | undefined, where: number): number => {
    const found = known.get(text)
    if (found === undefined) throw refuse(where, `${quoted(text)} is neither a number nor declared`)
    const place = found.first + placeIn(found.tensor, indices, where, refuse)
    return found.isInput ? place : -1 - place
  }
  return { version: 2, inputs, outputs, find }
}

function readTensor({ items, at }: List, refuse: Refuse): PropertyTensor {
  const [, name, type, dimensions, onnxName, more] = items.map((item: Expression) =>
    item.kind === 'atom' ? item.text : undefined,
  )
  const shape = wholeNumbers(dimensions)
  const isName = /^[A-Za-z_][\w]*$/.test(name ?? '')
  if (!isName || type === undefined || shape === undefined || more !== undefined || items.length > 5)
    throw refuse(at, 'expected a declaration such as (declare-input X float32 [1, 5])')
  if (!/^(real|b?float\d+|double)$/i.test(type))
    throw refuse(at, `numbers of type ${quoted(type)} cannot be decided`, 'PROPERTY_UNSUPPORTED')
  const size = shape.reduce((product, side) => product * side, 1)
  if (!(size > 0 && size <= MOST)) throw refuse(at, `a tensor of ${size} numbers`)
  if (onnxName !== undefined && !/^".*"$/s.test(onnxName)) throw refuse(at, 'expected a name in quotes at the end')
  return { name: name!, shape, size, type, ...defined({ onnxName: onnxName?.slice(1, -1) }) }
}

/** Where indices point, row-major; a tensor of one number needs none. */
function placeIn(
  { name, shape, size }: PropertyTensor,
  indices: string | undefined,
  at: number,
  refuse: Refuse,
): number {
  if (indices === undefined) {
    if (size === 1) return 0
    throw refuse(at, `${name} has ${size} numbers: say which one, as in ${name}[${shape.map(() => 0).join()}]`)
  }
  const places = wholeNumbers(indices)
  const fits = places?.length === shape.length && places.every((place, i) => place < shape[i]!)
  if (!fits) throw refuse(at, `${name}${brief(indices, 60)} does not lie in [${shape.join()}]`)
  return places.reduce((place, index, i) => place * shape[i]! + index, 0)
}

/** The whole numbers in brackets; undefined for other texts. */
function wholeNumbers(text: string | undefined): number[] | undefined {
  if (text === '[]') return []
  return text !== undefined && /^\[\d{1,9}(,\d{1,9})*\]$/.test(text)
    ? text.slice(1, -1).split(',').map(Number)
    : undefined
}
