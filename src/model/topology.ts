import { z } from 'zod'
import { brief } from '../files/brief.ts'
import { firstIssue } from '../files/firstIssue.ts'
import { checkGraph } from './layerGraph.ts'

/** Layers, initializers and the like that a model may be made of, those counted again that are applied again. */
const MOST_OBJECTS = 2 ** 17
/** Settings of a layer, and the like. */
const MOST_KEYS = 1000
/** Numbers along one axis of an input; for the batch, of which layers that remember keep a state each, fewer. */
const [LONGEST_AXIS, LARGEST_BATCH] = [2 ** 27, 2 ** 16]

const inputShape = z
  .tuple([z.int().min(1).max(LARGEST_BATCH).nullable()], z.int().min(0).max(LONGEST_AXIS).nullable())
  .nullable()

type Config = Readonly<Record<string, unknown>>

/**
 * A model's topology in tf.js' spelling, checked before tf.js makes objects of it, which for some files would never
 * end: names are no names of the language, input shapes are shapes, models nest and repeat to a bounded size and their
 * layers' inputs can be found in some order. What else may be wrong with it, tf.js says.
 * @throws Error that says what is wrong
 */
export function readTopology(topology: object): object {
  const config = inCamelCase((topology as Config)['model_config'] ?? topology)
  if (typeof config !== 'object' || config === null) throw new Error('its topology is no object')
  const objects = countObjects(config)
  if (objects > MOST_OBJECTS) throw new Error(`its topology makes more than ${MOST_OBJECTS} objects`)
  return config
}

/** As tf.js does it: keys and strings, but no names. Checked keys are those that it will see. */
function inCamelCase(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return camel(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const areNames = ['inboundNodes', 'inputLayers', 'outputLayers'].includes(key)
    return value.map((one: unknown, i) =>
      areNames && i === 0 && typeof one === 'string' ? one : inCamelCase(one, key),
    )
  }
  const converted: Record<string, unknown> = {}
  const entries = Object.entries(value)
  if (entries.length > MOST_KEYS) throw new Error(`its topology has an object of ${entries.length} keys`)
  for (const [name, one] of entries) {
    const spelled = camel(name)
    if (spelled in {} || spelled in converted)
      throw new Error(`its topology has no use for the key ${quoted(name)} there`)
    converted[spelled] = name === 'name' && typeof one === 'string' ? one : inCamelCase(one, spelled)
  }
  return converted
}

function camel(text: string): string {
  return text.length <= 1 ? text : text.replaceAll(/_+(\w|$)/g, (_match, letter: string) => letter.toUpperCase())
}

/** How many objects tf.js makes of a value, once its names, shapes and graphs are checked. @throws Error */
function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countObjects(one), 0)
  const { className, config, name, batchInputShape } = value as Config
  if ([className, name].some((one) => typeof one === 'string' && one in {}))
    throw new Error(`its topology names something ${quoted(String(className ?? name))}`)
  if (batchInputShape !== undefined) {
    const { error } = inputShape.safeParse(batchInputShape)
    if (error) throw new Error(`its batchInputShape is no shape: ${firstIssue(error)}`)
  }
  const { layers } = isObject(config) ? config : {}
  const isGraph = className !== undefined && className !== 'Sequential' && Array.isArray(layers)
  const counts = isGraph
    ? checkGraph(config as Config).map(({ layer, applied }) => countObjects(layer) * Math.max(1, applied))
    : Object.values(value).map(countObjects)
  const sum = counts.reduce((all, count) => all + count, 0)
  // It copies its layer twice, and each copy once more when it is asked what it is.
  return (className === undefined ? 0 : 1) + (className === 'Bidirectional' ? 4 : 1) * sum
}

function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null
}

function quoted(text: string): string {
  return JSON.stringify(brief(text, 60))
}
