import { isObject } from './kerasObject.ts'

/** JSON in which Keras wrote tuples and shapes as objects, with lists for those: `{"class_name": "__tuple__", …}`. */
export function plainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainJson)
  if (!isObject(value)) return value
  const { class_name, items } = value
  if ((class_name === '__tuple__' || class_name === 'TensorShape') && Array.isArray(items)) return items.map(plainJson)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainJson(one)]))
}
