import { types } from 'node:util'

/** What makes objects, whose work shows in their fields; and what only names them. */
const leftOut = new Set<PropertyKey>(['constructor', 'getClassName'])

/** The bundler numbers what has one name in several files. */
const numbered = /\$\d+\b/g

/**
 * Where the code of two objects of different copies of a library differs, member by member of their classes and of
 * those that they extend: the first member that is not written alike, or an object's own; undefined if there is none.
 */
export function otherCode(object: object, prototype: object): PropertyKey | undefined {
  if (types.isProxy(object)) return 'code: it is a proxy'
  let [theirs, ours] = [Object.getPrototypeOf(object) as object | null, prototype as object | null]
  for (; isOfClass(theirs) && isOfClass(ours); theirs = parentOf(theirs), ours = parentOf(ours))
    for (const key of new Set([...Reflect.ownKeys(theirs), ...Reflect.ownKeys(ours)]))
      if (!leftOut.has(key) && sourceOf(theirs, key) !== sourceOf(ours, key)) return key
  if (isOfClass(theirs) || isOfClass(ours)) return 'its class'
  return Reflect.ownKeys(object).find((key) => {
    const isField = 'value' in Object.getOwnPropertyDescriptor(object, key)!
    return !isField || key in prototype
  })
}

function isOfClass(prototype: object | null): prototype is object {
  // Of another realm, too, the last prototype has none.
  return prototype !== null && Object.getPrototypeOf(prototype) !== null
}

function parentOf(prototype: object): object | null {
  return Object.getPrototypeOf(prototype) as object | null
}

function sourceOf(prototype: object, key: PropertyKey): string {
  const { value, get, set } = Object.getOwnPropertyDescriptor(prototype, key) ?? {}
  return [value, get, set]
    .map((one: unknown) => (typeof one === 'function' ? Function.prototype.toString.call(one) : String(one)))
    .join(' ')
    .replaceAll(numbered, '')
}
