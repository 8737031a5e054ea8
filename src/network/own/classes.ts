import { types } from 'node:util'

/** What is known of one prototype: what it inherits from, and its members as they were. */
interface Taken {
  readonly parent: object | null
  readonly members: ReadonlyMap<PropertyKey, PropertyDescriptor>
}

const taken = new Map<object, Taken>()

/** A class, of which only its prototype matters here. */
export interface Class {
  readonly prototype: object
}

/**
 * Remembers a class and all that it extends as they are now, so that `alterationOf` can tell what was put in their
 * place later.
 */
export function takeClass({ prototype }: Class): void {
  for (let one: object | null = prototype; one !== null && one !== Object.prototype && !taken.has(one);) {
    const members = Reflect.ownKeys(one).map((key) => [key, Object.getOwnPropertyDescriptor(one!, key)!] as const)
    const parent: object | null = Object.getPrototypeOf(one)
    taken.set(one, { parent, members: new Map(members) })
    one = parent
  }
}

/** Was this class, or one that extends it, remembered? */
export function isTaken(prototype: object): boolean {
  return taken.has(prototype)
}

/**
 * What of an object's code is not the code of its class as it was remembered: `its own call`, `call of its class`;
 * undefined if all of it is. The class is the nearest that was remembered; what stands between may only add to it, or
 * replace members that `mayReplace` allows.
 */
export function alterationOf(object: object, mayReplace: ReadonlySet<PropertyKey> = new Set()): string | undefined {
  let known: object | null = Object.getPrototypeOf(object)
  const between: object[] = []
  for (; known !== null && !taken.has(known); known = Object.getPrototypeOf(known)) between.push(known)
  // What stands before another object shows that one's members, and runs what it likes.
  if ([object, ...between].some((one) => types.isProxy(one))) return 'a proxy'
  if (known === null) return 'its class'
  for (let one: object | null = known; one !== null && one !== Object.prototype; one = taken.get(one)?.parent ?? null) {
    const change = changeOf(one)
    if (change !== undefined) return `${String(change)} of its class`
  }
  for (const one of between)
    for (const key of Reflect.ownKeys(one))
      if (key !== 'constructor' && key in known && !mayReplace.has(key)) return `${String(key)} of its class`
  for (const key of Reflect.ownKeys(object)) {
    const field = Object.getOwnPropertyDescriptor(object, key)!
    if (!('value' in field) || (key in known && !mayReplace.has(key))) return `its own ${String(key)}`
    if (types.isProxy(field.value)) return `a proxy as its ${String(key)}`
  }
  return undefined
}

/** The first member of a remembered prototype that is another now, or new, or gone. */
function changeOf(prototype: object): PropertyKey | undefined {
  const { parent, members } = taken.get(prototype) ?? { parent: null, members: new Map<PropertyKey, never>() }
  if (Object.getPrototypeOf(prototype) !== parent) return 'what it extends'
  for (const key of new Set([...members.keys(), ...Reflect.ownKeys(prototype)])) {
    const [before, now] = [members.get(key), Object.getOwnPropertyDescriptor(prototype, key)]
    const isSame = before?.value === now?.value && before?.get === now?.get && before?.set === now?.set
    if (before === undefined || now === undefined || !isSame) return key
  }
  return undefined
}
