import { isObject, type KerasObject, nameOf } from './kerasObject.ts'
import { listedSource, sourceOf, type Source } from './inboundNodes.ts'

/** Layers that are called with what is asked, values and keys, each as an argument of its own. */
const called = new Set(['GroupQueryAttention', 'GroupedQueryAttention', 'MultiHeadAttention'])
const names = ['query', 'value', 'key'] as const
/** Arguments that say how it attends, and not of what. */
const CAUSAL = 'use_causal_mask'

/** What one call says: its tensors, and whether it hides what comes later. */
interface Call {
  readonly sources: readonly Source[]
  readonly isCausal: boolean
}

/**
 * A layer that is called with several tensors as if it were called with their list, and what else its calls say as a
 * setting. The layer as it is where calls differ in that or say more, which is refused later on.
 */
export function withListedInputs(layer: KerasObject): KerasObject {
  const { class_name, config, inbound_nodes = [] } = layer
  if (!called.has(class_name)) return layer
  const calls = inbound_nodes.map((node) => (isObject(node) ? ofThree(node) : ofTwo(node)))
  const isCausal = calls[0]?.isCausal === true
  if (!calls.every((one): one is Call => one !== undefined && one.isCausal === isCausal)) return layer
  return {
    ...layer,
    name: nameOf(layer),
    config: { ...config, ...(isCausal && { [CAUSAL]: true }) },
    inbound_nodes: calls.map(({ sources }) => sources.map((one) => [...one, {}])),
  }
}

/** As Keras 3 writes it: arguments and named ones. */
function ofThree({ args, kwargs }: Readonly<Record<string, unknown>>): Call | undefined {
  if (!Array.isArray(args) || (kwargs !== undefined && !isObject(kwargs))) return undefined
  const given = new Map<string, unknown>(args.map((one, i) => [names[i] ?? String(i), one]))
  for (const [name, value] of Object.entries(kwargs ?? {})) given.set(name, value)
  return callOf(given, sourceOf)
}

/** As Keras 2 writes it: one argument, and the others by name beside it. */
function ofTwo(node: unknown): Call | undefined {
  const [only, ...more] = Array.isArray(node) ? (node as unknown[]) : []
  if (!Array.isArray(only) || only.length !== 4 || more.length > 0 || !isObject(only[3])) return undefined
  return callOf(new Map<string, unknown>([...Object.entries(only[3]), ['query', only.slice(0, 3)]]), listedSource)
}

function callOf(
  given: ReadonlyMap<string, unknown>,
  sourceAt: (value: unknown) => Source | undefined,
): Call | undefined {
  const tensors = names.filter((name) => (given.get(name) ?? null) !== null).map((name) => sourceAt(given.get(name)))
  const others = [...given].filter(([name]) => !(names as readonly string[]).includes(name) && name !== CAUSAL)
  const isPlain = others.every(([, value]) => value === null || value === false)
  const isWhole = tensors.length >= 2 && tensors.every((one): one is Source => one !== undefined)
  if (!isPlain || !isWhole || (given.get('value') ?? null) === null) return undefined
  return { sources: tensors, isCausal: given.get(CAUSAL) === true }
}
