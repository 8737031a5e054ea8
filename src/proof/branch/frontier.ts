/** What is still to be bounded, the most promising first. */
export interface Frontier<T> {
  readonly size: number
  push(item: T, priority: number): void
  /** Takes out up to `count` items. */
  take(count: number): T[]
  /** All of them, in no order. */
  items(): T[]
}

interface Entry<T> {
  readonly item: T
  readonly priority: number
}

/**
 * Items of the highest priority come first. With `many` of them open it goes depth first, so that there are hardly
 * more: the newest come first, until none of those that came since is left.
 */
export function newFrontier<T>(many: number): Frontier<T> {
  const heap: Entry<T>[] = []
  const newest: T[] = []
  return {
    get size() {
      return heap.length + newest.length
    },
    push(item, priority) {
      if (heap.length < many) pushUp(heap, { item, priority })
      else newest.push(item)
    },
    take(count) {
      const taken = newest.splice(Math.max(0, newest.length - count))
      while (taken.length < count && heap.length > 0) taken.push(popTop(heap).item)
      return taken
    },
    items: () => [...heap.map(({ item }) => item), ...newest],
  }
}

/** A binary heap, the highest priority at its top. */
function pushUp<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = heap.push(entry) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (heap[parent]!.priority >= entry.priority) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = entry
}

function popTop<T>(heap: Entry<T>[]): Entry<T> {
  const top = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return top
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]!.priority > heap[child]!.priority) child++
    if (last.priority >= heap[child]!.priority) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return top
}
