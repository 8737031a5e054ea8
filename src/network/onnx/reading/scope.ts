import type { TensorMessage } from '../file/messages.ts'
import { invalid } from '../refusals.ts'
import type { Known } from './known.ts'
import type { Reading } from './reading.ts'

/** The tensors that nodes of one graph may read, by name: its own, and those of the graph that it lies in. */
export class Scope {
  readonly #known = new Map<string, Known>()
  readonly #initializers: ReadonlyMap<string, TensorMessage>
  readonly #reading: Pick<Reading, 'open'>
  readonly #outer: Scope | undefined

  /** @throws MODEL_INVALID for two initializers of one name */
  constructor(reading: Pick<Reading, 'open'>, initializers: readonly TensorMessage[], outer?: Scope) {
    this.#initializers = new Map(initializers.map((tensor) => [tensor.name, tensor]))
    if (this.#initializers.size < initializers.length)
      throw invalid('a name for each initializer', 'initializers', initializers.length)
    this.#reading = reading
    this.#outer = outer
  }

  /** @throws MODEL_INVALID where there is such a tensor already */
  define(name: string, one: Known): void {
    if (this.#known.has(name) || this.#initializers.has(name)) throw invalid('a name for each tensor', 'tensor', name)
    this.#known.set(name, one)
  }

  /** What is known of a tensor; initializers are opened when they are asked for. */
  find(name: string): Known | undefined {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const initializer = this.#initializers.get(name)
    if (initializer === undefined) return this.#outer?.find(name)
    const tensor = this.#reading.open(initializer)
    const opened = { tensor, type: tensor.type, followed: [] }
    this.#known.set(name, opened)
    return opened
  }
}
