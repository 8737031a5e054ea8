import type { tf } from '../backend/tf.ts'
import { defined } from '../defined.ts'
import { checkOptions, OvershootError, unexpected } from '../errors.ts'
import { inputNames } from '../network/inputNames.ts'
import { adopt, isForeign } from '../network/own/adopt.ts'
import { checkModel } from './checkModel.ts'
import { checkCover, type CoverDemand } from './cover.ts'
import { isDomain, type Domain } from './domain.ts'
import { oneOutput } from './linear/oneOutput.ts'
import { type Quantifier, resolveQuantifier } from './quantifier.ts'
import { product } from './shape.ts'

/** A statement about every output that a model computes over the given domains. */
export interface Claim {
  readonly name: string
  /** Has one output; of a model with several, one that puts them one after the other. */
  readonly model: tf.LayersModel
  /** One domain for each model input, in the model's input order. */
  readonly inputs: readonly ClaimInput[]
  readonly holds: Quantifier
  /** `'proof'`: surviving the search is not enough. */
  readonly demand?: 'proof'
  /** `'refuted'`: a belief known to be false; passes exactly when it is refuted. */
  readonly expect?: 'refuted'
  /** Labels on random cases, and the share of cases that each demands. */
  readonly cover?: readonly CoverDemand[]
}

/** An input of a claim's model, and what it may be. */
export interface ClaimInput {
  /** Name of the input layer. */
  readonly name: string
  readonly domain: Domain
  /** What the layer takes, without the batch dimension. */
  readonly shape: readonly number[]
}

/** Domains keyed by input-layer name, in the model's input order, or, for a model of one input, bare. */
export type ClaimDomains = Readonly<Record<string, Domain>> | readonly Domain[] | Domain

/** What is claimed of a model. */
export interface ClaimOptions {
  inputs: ClaimDomains
  holds: Quantifier
  demand?: 'proof'
  expect?: 'refuted'
  cover?: readonly CoverDemand[]
}

/**
 * States a claim about `model`; nothing runs yet. Of several output tensors only sets made by `linear`, `argmaxIs`,
 * `allOf` or `anyOf` speak, of their numbers one tensor after the other. A model of another copy of TensorFlow.js is
 * taken for what it is made of.
 * @param name what people read in tables and tests, e.g. `the deep output lies in [0, 1]`
 * @throws DOMAIN_MISMATCH for a domain that fits no input or an input without a domain, MODEL_INVALID for a model of
 * several outputs that the set does not speak of, or that does not compute single rows by its layers (see
 * `checkModel`), ARGUMENT_INVALID for the rest
 */
export function claim(name: string, model: tf.LayersModel, options: ClaimOptions): Claim {
  if (typeof name !== 'string' || name.trim() === '')
    throw unexpected({ api: 'claim', expected: 'a name to tell it by', name: 'name', value: name })
  checkModel(name, model)
  return stateClaim(name, ownModel(model), options)
}

/** A model of another copy of tf.js made anew of this one's layers, if that is possible; else the model itself. */
function ownModel(model: tf.LayersModel): tf.LayersModel {
  const own = isForeign(model) ? adopt(model) : model
  return typeof own === 'string' ? model : own
}

function stateClaim(name: string, model: tf.LayersModel, options: ClaimOptions): Claim {
  checkOptions(`claim "${name}"`, options, ['inputs', 'holds', 'demand', 'expect', 'cover'])
  const { holds, demand, expect, cover } = options
  if (!['always', 'sometimes', 'unbounded'].includes(holds?.kind))
    throw unexpected({
      api: `claim "${name}"`,
      expected: 'always(...), sometimes(...) or unbounded()',
      name: 'holds',
      value: holds,
    })
  if (demand !== undefined && demand !== 'proof')
    throw unexpected({ api: `claim "${name}"`, expected: "'proof'", name: 'demand', value: demand })
  if (expect !== undefined && expect !== 'refuted')
    throw unexpected({ api: `claim "${name}"`, expected: "'refuted'", name: 'expect', value: expect })
  if (cover !== undefined) checkCover(name, cover)
  const isLinear = holds.kind !== 'unbounded' && holds.set.formula !== undefined
  if (!isLinear) checkOneOutput(name, model)
  const inputs = matchInputs(name, model, options.inputs)
  const claimed = isLinear ? oneOutput(model) : model
  return {
    name,
    model: claimed,
    inputs,
    holds: resolveQuantifier(`claim "${name}"`, holds, widthOf(claimed)),
    ...defined({ demand, expect, cover: cover?.map((one) => ({ ...one })) }),
  }
}

function checkOneOutput(name: string, model: tf.LayersModel): void {
  if (model.outputs.length === 1) return
  throw new OvershootError(
    'MODEL_INVALID',
    `claim "${name}": expected a model with one output, received ${model.outputs.length}: ${model.outputNames.join(', ')}. ` +
      'Make a tf.model of the output you mean, or speak of all of them by linear, argmaxIs, allOf or anyOf',
  )
}

/** How many numbers a row of the one output has; undefined where that is not fixed. */
export function widthOf({ outputs: [output] }: tf.LayersModel): number | undefined {
  const shape = output!.shape.slice(1)
  return shape.every((side) => side !== null) ? product(shape as number[]) : undefined
}

function matchInputs(name: string, model: tf.LayersModel, domains: ClaimDomains): ClaimInput[] {
  const names = inputNames(model)
  const has = names.map((input, i) => `${input} [${shapeOf(model, i).join(', ')}]`).join(', ')
  const mismatch = (expected: string, label: string, value: unknown) =>
    unexpected({
      api: `claim "${name}"`,
      code: 'DOMAIN_MISMATCH',
      expected,
      name: label,
      value,
      hint: `The model's inputs: ${has}`,
    })
  return toList(model, domains, mismatch).map((domain, i) => {
    const input = names[i]!
    if (!isDomain(domain))
      throw mismatch('a domain: interval, box, oneHot, around or finite', `inputs.${input}`, domain)
    const shape = shapeOf(model, i)
    const fits = domain.size === 1 && product(shape.map((side) => side ?? 1)) === 1
    const same =
      shape.length === domain.shape.length && shape.every((side, k) => side === null || side === domain.shape[k])
    if (!same && !fits) throw mismatch(`a domain of shape [${shape.join(', ')}]`, `inputs.${input}`, domain.shape)
    return { name: input, domain, shape: same ? domain.shape : shape.map(() => 1) }
  })
}

type Mismatch = (expected: string, label: string, value: unknown) => OvershootError

function toList(model: tf.LayersModel, domains: ClaimDomains, mismatch: Mismatch): unknown[] {
  const names = inputNames(model)
  if (typeof domains !== 'object' || domains === null) throw mismatch('a domain for each input', 'inputs', domains)
  if (isDomain(domains)) {
    if (names.length !== 1)
      throw mismatch(`${names.length} domains, keyed by input name`, 'inputs', domains.description)
    return [domains]
  }
  if (Array.isArray(domains)) {
    if (names.length !== domains.length) throw mismatch(`${names.length} domains`, 'inputs.length', domains.length)
    return domains
  }
  const keyed = domains as Readonly<Record<string, Domain>>
  for (const key of Object.keys(keyed)) if (!names.includes(key)) throw mismatch('the name of an input', 'inputs', key)
  for (const input of names)
    if (!Object.hasOwn(keyed, input)) throw mismatch(`a domain for ${input}`, 'inputs', Object.keys(keyed))
  return names.map((input) => keyed[input])
}

function shapeOf(model: tf.LayersModel, input: number): (number | null)[] {
  return model.inputs[input]!.shape.slice(1)
}
