import fc from 'fast-check'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { isDomain, type Domain } from '../claim/domain.ts'
import { unexpected } from '../errors.ts'
import { changed } from './shrink/candidates.ts'
import { simplifications, START, type Place } from './shrink/simplifications.ts'
import { spaceOf, type Space } from './shrink/space.ts'

/**
 * A domain as a fast-check arbitrary: rows of float32 in row-major order, `domain.size` numbers each. It generates by
 * the domain's own sampling mix, so fast-check's bias is not asked, and shrinks towards the domain's simplest point:
 * what `fc.assert` ends with is 1-minimal in the same sense as a counterexample of `verify`. Rows never leave the
 * domain (one-hot stays one-hot), and rows given as `examples` shrink too.
 * @throws ARGUMENT_INVALID for anything that is no domain
 */
export function toArbitrary(domain: Domain): fc.Arbitrary<Float32Array> {
  if (!isDomain(domain)) throw unexpected({ api: 'toArbitrary', expected: 'a domain', name: 'domain', value: domain })
  return new DomainArbitrary(domain)
}

/** What fast-check keeps beside a row: the row as it was before anyone could write to it, and where to go on. */
interface Context {
  readonly values: Float64Array
  readonly place: Place
}

class DomainArbitrary extends fc.Arbitrary<Float32Array> {
  readonly #domain: Domain
  readonly #space: Space

  constructor(domain: Domain) {
    super()
    this.#domain = domain
    this.#space = spaceOf({ inputs: [{ domain }] })
  }

  override generate(mrng: fc.Random): fc.Value<Float32Array> {
    const row = new Float32Array(this.#domain.size)
    // A generator of its own for each row: samplers want one of pure-rand's, and how many numbers they draw is then no
    // concern of what fast-check generates next.
    const state = Array.from({ length: 4 }, () => mrng.nextInt())
    this.#domain.sample(xoroshiro128plusFromState(state), row, 0)
    return this.#value(this.#space.read([row]), START)
  }

  override canShrinkWithoutContext(value: unknown): value is Float32Array {
    return value instanceof Float32Array && value.length === this.#domain.size && this.#domain.contains(value)
  }

  override shrink(row: Float32Array, context: unknown): fc.Stream<fc.Value<Float32Array>> {
    const { values, place } = (context as Context | undefined) ?? { values: this.#space.read([row]), place: START }
    return fc.stream(this.#simpler(values, place))
  }

  *#simpler(values: Float64Array, from: Place): IterableIterator<fc.Value<Float32Array>> {
    for (const { change, place } of simplifications(this.#space, values, from))
      yield this.#value(changed(values, change), place)
  }

  #value(values: Float64Array, place: Place): fc.Value<Float32Array> {
    const row = new Float32Array(this.#domain.size)
    this.#space.write(values, { rows: 1, inputs: [row] }, 0)
    return new fc.Value(row, { values, place } satisfies Context)
  }
}
