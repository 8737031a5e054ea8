import { type Config, incidental, isObject } from './kerasObject.ts'

/** Is this the layer that a bidirectional one makes of its first by itself: the same, backwards? */
export function isMirror(layer: unknown, backward: unknown): boolean {
  if (!isObject(layer) || !isObject(backward)) return false
  if (layer['class_name'] !== backward['class_name']) return false
  const [one, other] = [layer['config'], backward['config']]
  if (!isObject(one) || !isObject(other) || one['go_backwards'] === other['go_backwards']) return false
  return JSON.stringify(essence(one)) === JSON.stringify(essence(other))
}

function essence({ name, go_backwards, ...config }: Config): unknown {
  void [name, go_backwards]
  return withoutIds(config)
}

const repeated = new Set(['shared_object_id', 'build_config', 'name'])

/** Files number objects, and say again what was built. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds)
  if (!isObject(value)) return value
  const rest = Object.entries(value).filter(([key]) => !repeated.has(key) && !incidental.test(key))
  return Object.fromEntries(rest.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, withoutIds(one)]))
}
