import type { tf } from '../backend/tf.ts'
import { box } from '../claim/box.ts'
import type { Domain } from '../claim/domain.ts'
import { claim, type Claim, type ClaimOptions } from '../claim/claim.ts'
import { always } from '../claim/quantifier.ts'
import { OvershootError } from '../errors.ts'
import { inputNames } from '../network/inputNames.ts'
import type { PropertyTensor } from './declarations.ts'
import { float32Box } from './exactBox.ts'
import type { Property } from './readVnnlib.ts'
import { safeSet } from './safeSet.ts'
import { brief } from '../files/brief.ts'

/** A property as claims about a model. */
export interface VnnlibClaims {
  readonly property: Property
  /** One for each box in which there are float32 numbers: no output is unsafe. */
  readonly claims: readonly Claim[]
  /** The box of the property that each claim is about. */
  readonly boxes: readonly number[]
  /** What was rounded or left out. */
  readonly notes: readonly string[]
  /** Where the property's numbers stand among the model's, one input after the other. */
  readonly inputPlaces: readonly number[]
  readonly outputPlaces: readonly number[]
}

/** A tensor of a model, with its dimensions without the batch. */
interface Shaped extends ModelTensor {
  readonly shape: readonly number[]
}

/**
 * States that a model has no counterexample of a property: one claim for each box, called `name (box 1 of 2)` where
 * there are several. The float32 numbers inside each box are meant: bounds are rounded inwards, and points that float32
 * lacks are the float32 next to them.
 * @throws DOMAIN_MISMATCH where the model has more or fewer numbers, PROPERTY_UNSUPPORTED, what `claim` throws
 */
export function vnnlibClaims(
  property: Property,
  name: string,
  model: tf.LayersModel,
  options: Pick<ClaimOptions, 'demand' | 'expect'> = {},
): VnnlibClaims {
  const names = inputNames(model)
  const inputs = model.inputs.map((tensor, i) => shaped(names[i]!, tensor))
  const outputs = model.outputs.map((tensor, i) => shaped(model.outputNames[i] ?? tensor.name, tensor))
  const inputPlaces = matchTensors('inputs', property.inputs, inputs)
  const outputPlaces = matchTensors('outputs', property.outputs, outputs)
  const claims: Claim[] = []
  const boxes: number[] = []
  const notes: string[] = []
  for (const [i, { box: exact, unsafe }] of property.boxes.entries()) {
    const label = property.boxes.length === 1 ? '' : ` (box ${i + 1} of ${property.boxes.length})`
    const { lo, hi, rounded, empty } = float32Box(exact)
    if (empty !== undefined) {
      notes.push(
        `no float32 lies between the bounds of ${inputName(property.inputs, empty)}${label}: nothing to decide`,
      )
      continue
    }
    if (rounded.length > 0)
      notes.push(
        `${inputName(property.inputs, rounded[0]!)}${rounded.length > 1 ? ` and ${rounded.length - 1} more` : ''}${label} ` +
          'must be a number that float32 lacks: the float32 next to it is taken',
      )
    boxes.push(i)
    const holds = always(safeSet(unsafe, outputPlaces.length, outputPlaces))
    claims.push(
      claim(`${name}${label}`, model, { ...options, inputs: domainsOf(inputs, inputPlaces, [lo, hi]), holds }),
    )
  }
  return { property, claims, boxes, notes, inputPlaces, outputPlaces }
}

/** The domains of a model's inputs between ends that the property has in its own order. */
function domainsOf(
  inputs: readonly Shaped[],
  places: readonly number[],
  ends: readonly [lo: Float64Array, hi: Float64Array],
): Domain[] {
  const [lo, hi] = ends.map((own) => {
    const moved = new Float64Array(own.length)
    for (const [k, end] of own.entries()) moved[places[k]!] = end
    return moved
  }) as [Float64Array, Float64Array]
  let from = 0
  return inputs.map(({ shape, size }) => {
    const first = from
    from += size
    return box(shape, lo.subarray(first, from), hi.subarray(first, from))
  })
}

/** What a property calls its input number `at`. */
function inputName(inputs: readonly PropertyTensor[], at: number): string {
  let index = at
  for (const { name, size, shape, type } of inputs) {
    if (index >= size) {
      index -= size
      continue
    }
    if (type === 'Real' && name === 'X' && inputs.length === 1 && shape.length === 1) return `X_${index}`
    const places = shape.toReversed().map((side) => {
      const place = index % side
      index = (index - place) / side
      return place
    })
    return `${name}[${places.toReversed().join()}]`
  }
  return `input ${at}`
}

function shaped(name: string, { shape }: tf.SymbolicTensor): Shaped {
  const sides = shape.slice(1)
  if (sides.includes(null))
    throw new OvershootError(
      'DOMAIN_MISMATCH',
      `a property needs tensors of a fixed shape, and ${name} is [${sides.join(', ')}]`,
    )
  const fixed = sides as number[]
  return { name, shape: fixed, size: fixed.reduce((product, side) => product * side, 1) }
}

/** An input or output of a model. */
interface ModelTensor {
  readonly name: string
  readonly size: number
}

/**
 * Where each number of a property's tensors stands among all numbers of the model's, one tensor after the other.
 * Tensors belong together by the name that the property says they have in the model, else by their order; the only one
 * of version 1 is all of them.
 * @throws DOMAIN_MISMATCH where their numbers are not as many
 */
function matchTensors(
  what: 'inputs' | 'outputs',
  tensors: readonly PropertyTensor[],
  model: readonly ModelTensor[],
): number[] {
  const total = model.reduce((sum, { size }) => sum + size, 0)
  const list = (of: readonly ModelTensor[]) => of.map(({ name, size }) => `${brief(name, 60)} (${size})`).join(', ')
  const mismatch = (): OvershootError =>
    new OvershootError(
      'DOMAIN_MISMATCH',
      `the property has the ${what} ${list(tensors)}, the model ${list(model)}: they must have as many numbers`,
    )
  const [first, second] = tensors
  if (second === undefined && first!.onnxName === undefined) {
    if (first!.size !== total) throw mismatch()
    return Array.from({ length: total }, (_, i) => i)
  }
  if (tensors.length !== model.length) throw mismatch()
  const taken = new Set<number>()
  return tensors.flatMap(({ onnxName, size }, i) => {
    const at = onnxName === undefined ? i : model.findIndex(({ name }) => name === onnxName)
    if (model[at]?.size !== size || taken.has(at)) throw mismatch()
    taken.add(at)
    const from = model.slice(0, at).reduce((sum, tensor) => sum + tensor.size, 0)
    return Array.from({ length: size }, (_, k) => from + k)
  })
}
