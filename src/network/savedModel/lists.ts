import { type Frame, readsOf } from './frames.ts'
import type { NodeDef } from './messages.ts'
import { numberOf } from './numbers.ts'
import type { Following, Place } from './following.ts'

/** A list of tensors: parts of one along its first axis, or so many places, and what was put into some. */
export interface TensorList {
  readonly tensor: Place | undefined
  readonly size: number | undefined
  readonly items: ReadonlyMap<number, Place>
}

/** Tensors that a list may have. */
const MOST_ITEMS = 10_000

/** The list that a tensor stands for; undefined where not all is known of it. @throws Error */
export function listOf(start: Frame, text: string, following: Following): TensorList | undefined {
  const items = new Map<number, Place>()
  let place: Place = { frame: start, text }
  for (let step = 0; step < MOST_ITEMS; step++) {
    const { frame, node } = following.resolve(place.frame, place.text)
    const [first, second, third] = readsOf(node)
    if (first === undefined || second === undefined) return undefined
    if (node.op === 'TensorListFromTensor') return { tensor: { frame, text: first }, size: undefined, items }
    const number = numberOf(frame, second, following)
    if (number === undefined || !(number >= 0)) return undefined
    if (node.op === 'TensorListReserve') {
      const isWithin = number <= MOST_ITEMS && [...items.keys()].every((index) => index < number)
      return isWithin ? { tensor: undefined, size: number, items } : undefined
    }
    if (node.op !== 'TensorListSetItem' || third === undefined) return undefined
    // What was put there last.
    if (!items.has(number)) items.set(number, { frame, text: third })
    place = { frame, text: first }
  }
  return undefined
}

/** The tensor that was put into the place which a node reads; undefined where it is a part of another, or not known. */
export function itemOf(frame: Frame, node: NodeDef, following: Following): Place | undefined {
  const [list = '', index = ''] = readsOf(node)
  const number = numberOf(frame, index, following)
  return number === undefined ? undefined : listOf(frame, list, following)?.items.get(number)
}

/** The part of a tensor that a node takes out of a list. */
export function partOf(
  frame: Frame,
  node: NodeDef,
  following: Following,
): { readonly tensor: Place; readonly index: number } | undefined {
  const [list = '', text = ''] = readsOf(node)
  const index = numberOf(frame, text, following)
  const tensor = listOf(frame, list, following)?.tensor
  return index === undefined || index < 0 || tensor === undefined ? undefined : { tensor, index }
}

/** All tensors of a list, one after the other; undefined where one is missing. */
export function allOf(frame: Frame, node: NodeDef, following: Following): readonly Place[] | undefined {
  const list = listOf(frame, readsOf(node)[0] ?? '', following)
  if (list?.size === undefined) return undefined
  const all = Array.from({ length: list.size }, (_, i) => list.items.get(i))
  return all.length > 0 && all.every((one) => one !== undefined) ? all : undefined
}
