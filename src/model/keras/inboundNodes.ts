import { z } from 'zod'
import { OvershootError } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'
import { firstIssue } from '../../files/firstIssue.ts'
import { type Config, isObject } from './kerasObject.ts'

/** A tensor that a layer reads: another layer's name, which of its applications, which of its outputs. */
export type Source = readonly [name: string, application: number, output: number]

/** The same with arguments that the layer is called with, of which there are none here. */
type SourceWithArguments = readonly [...Source, Readonly<Record<string, never>>]

const source = z.tuple([z.string(), z.int().min(0), z.int().min(0)])
const tensor = z.looseObject({
  class_name: z.literal('__keras_tensor__'),
  config: z.looseObject({ keras_history: source }),
})
const listed = z.array(z.tuple([z.string(), z.int().min(0), z.int().min(0)]).rest(z.unknown()))
const call = z.looseObject({ args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()).optional() })

/**
 * What a layer reads each time that it is applied, as tf.js reads it: Keras 2 writes lists, Keras 3 calls with their
 * arguments. `shift` counts applications as tf.js does.
 * @throws SETTING_UNSUPPORTED for a call with further arguments; Error for what is no call
 */
export function translateNodes(
  layer: string,
  className: string,
  nodes: readonly unknown[],
  shift: (one: Source) => Source,
): unknown[] {
  return nodes.map((node) => {
    const sources = isObject(node) ? ofCall(layer, className, node) : ofList(layer, node)
    return sources.map((one): SourceWithArguments => [...shift(one), {}])
  })
}

/** The tensor that an argument is, as Keras 3 writes it; undefined for any other. */
export function sourceOf(argument: unknown): Source | undefined {
  return tensor.safeParse(argument).data?.config.keras_history
}

/** The tensor that an argument is, as Keras 2 writes it; undefined for any other. */
export function listedSource(value: unknown): Source | undefined {
  return source.safeParse(value).data
}

function ofCall(layer: string, className: string, node: unknown): Source[] {
  const { data, error } = call.safeParse(node)
  if (error) throw new Error(`a call of the layer ${quoted(layer)}: ${firstIssue(error)}`)
  const { training, initial_state: states, ...rest } = data.kwargs ?? {}
  // Recurrent layers of tf.js take states as further inputs, as Keras 2 writes them.
  const isStarted = recurrent.has(className) && Array.isArray(states)
  // Keras 3 writes down what these are called with unless told otherwise; its `predict` calls them with false.
  const isAugmented = training === true && /^(CenterCrop|Random\w*|Resizing)$/.test(className)
  checkArguments(layer, {
    ...rest,
    ...(isAugmented ? {} : { training }),
    ...(isStarted ? {} : { initial_state: states }),
  })
  // Layers take one tensor or a list of them; operations, such as +, take several arguments.
  const [first, ...others] = data.args
  if (others.some((one) => one !== null)) throw further(layer, 'several arguments')
  return [first, ...(isStarted ? (states as unknown[]) : [])].flat().map((one) => {
    const { data: found, error: misfit } = tensor.safeParse(one)
    if (misfit) throw further(layer, `an argument that is no tensor`)
    return found.config.keras_history
  })
}

function ofList(layer: string, node: unknown): Source[] {
  const { data, error } = listed.safeParse(node)
  if (error) throw new Error(`a call of the layer ${quoted(layer)}: ${firstIssue(error)}`)
  return data.map(([name, application, output, settings]) => {
    if (settings !== undefined) checkArguments(layer, isObject(settings) ? settings : { arguments: settings })
    return [name, application, output]
  })
}

/** Layers that may start from states. */
const recurrent = new Set(['GRU', 'LSTM', 'SimpleRNN'])

/** Arguments that mean nothing where they are false. */
const idle = new Set(['return_attention_scores', 'training', 'use_causal_mask'])

/** Masks come by themselves, and nothing is trained here. */
function checkArguments(layer: string, settings: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(settings))
    if (value !== null && value !== undefined && !(value === false && idle.has(name)))
      throw further(layer, `${brief(name, 60)} = ${brief(JSON.stringify(value) ?? '', 100)}`)
}

function further(layer: string, what: string): OvershootError {
  return new OvershootError(
    'SETTING_UNSUPPORTED',
    `the layer ${quoted(layer)} is called with ${what}, which tf.js would not heed as Keras does: only layers of a tensor or a list of ` +
      'tensors can be read. Change the model, or export it to ONNX',
  )
}

/** A model's inputs or outputs: one, a list, or by names, in whose order Keras puts them, however nested. @throws Error */
export function flatSources(value: unknown, what: string): Source[] {
  const { data } = source.safeParse(value)
  if (data) return [data]
  const inner = Array.isArray(value) ? (value as unknown[]) : isObject(value) ? byName(value) : undefined
  if (inner === undefined) throw new Error(`its ${what} are no list: ${brief(JSON.stringify(value) ?? 'nothing', 60)}`)
  return inner.flatMap((one) => flatSources(one, what))
}

function byName(record: Config): unknown[] {
  const names = Object.keys(record).sort((a, b) => (a < b ? -1 : 1))
  return names.map((name) => record[name])
}
