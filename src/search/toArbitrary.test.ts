import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { around, box, finite, interval } from '../claim/box.ts'
import type { Domain } from '../claim/domain.ts'
import { FLOAT32_MAX } from '../numeric/float32.ts'
import { oneHot } from '../claim/oneHot.ts'
import { compare, simplerValues } from './shrink/simplicity.ts'
import { spaceOf, type Space } from './shrink/space.ts'
import { toArbitrary } from './toArbitrary.ts'

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })
const size = fc.integer({ min: 1, max: 12 })
const domains: fc.Arbitrary<Domain> = fc.oneof(
  fc.tuple(size, float32, float32).map(([n, a, b]) => box([n], Math.min(a, b), Math.max(a, b))),
  fc
    .tuple(fc.array(float32, { minLength: 1, maxLength: 9 }), fc.double({ min: 0, max: 100, noNaN: true }))
    .map(([c, r]) => around(c, r)),
  size.map((n) => finite([n])),
  fc.tuple(size, fc.integer({ min: 1, max: 5 })).map(([length, letters]) => oneHot(length, letters)),
)

/**
 * A value, one of those that shrinking offers for it, one of those that it offers for that, down to one without any.
 */
function walk(arbitrary: fc.Arbitrary<Float32Array>, start: fc.Value<Float32Array>, choose: () => number) {
  const path = [start]
  for (;;) {
    const { value, context } = path.at(-1)!
    const next = arbitrary.shrink(value, context).getNthOrLast(choose())
    if (next === null) return path
    path.push(next)
  }
}

/**
 * Is `a` strictly simpler than `b` there: by the order of numbers, or the letter of the simplest point, or a zero's
 * sign.
 */
function isSimpler(space: Space, coordinate: number, a: number, b: number): boolean {
  const range = space.range(coordinate)
  if (a === 0 && b === 0) return Object.is(a, range.baseline === 0 ? range.baseline : 0) && !Object.is(a, b)
  return space.isLetter(coordinate) ? a === range.baseline && b !== a : compare(range, a, b) < 0
}

/**
 * What `fc.assert` would report: the first failing value of each stream, until none fails; mutation tests shrink
 * nothing else.
 */
function minimize(domain: Domain, fails: (row: Float32Array) => boolean, options: fc.Parameters<[Float32Array]> = {}) {
  const result = fc.check(
    fc.property(toArbitrary(domain), (row) => !fails(row)),
    { seed: 5, numRuns: 2000, endOnFailure: false, ...options },
  )
  expect(result.failed).toBe(true)
  return { row: [...result.counterexample![0]], evaluations: result.numShrinks }
}

const sum = (row: Float32Array) => row.reduce((a, b) => a + b, 0)

describe('laws', () => {
  test('every generated and every shrunk row is in the domain, each simpler than the one before, and shrinking ends', () => {
    fc.assert(
      fc.property(domains, fc.integer(), fc.infiniteStream(fc.nat()), (domain, seed, choices) => {
        const arbitrary = toArbitrary(domain)
        const space = spaceOf({ inputs: [{ domain }] })
        const [row] = fc.sample(arbitrary, { seed, numRuns: 1 })
        expect(arbitrary.canShrinkWithoutContext(row)).toBe(true)
        const path = walk(arbitrary, new fc.Value(row!, undefined), () => choices.next().value % 50)
        const coordinates = path.map(({ value }) => space.read([value]))
        path.forEach(({ value }, i) => {
          expect(domain.contains(value) && value.length === domain.size).toBe(true)
          if (i === 0) return
          const before = coordinates[i - 1]!
          const changes = [...coordinates[i]!.keys()].filter((c) => !Object.is(coordinates[i]![c], before[c]))
          expect(changes.length).toBeGreaterThan(0)
          expect(changes.filter((c) => !isSimpler(space, c, coordinates[i]![c]!, before[c]!))).toEqual([])
        })
        // Where nothing is offered any more, nothing is left to simplify.
        expect(path.at(-1)!.value).toEqual(domain.simplest)
      }),
      { numRuns: 60 },
    )
  })

  test('all single steps of a row are offered wherever shrinking stands', () => {
    fc.assert(
      fc.property(domains, fc.integer(), fc.infiniteStream(fc.nat()), (domain, seed, choices) => {
        const arbitrary = toArbitrary(domain)
        const space = spaceOf({ inputs: [{ domain }] })
        let value = new fc.Value(fc.sample(arbitrary, { seed, numRuns: 1 })[0]!, undefined as unknown)
        for (let depth = 0; depth < 2; depth++) {
          const offered = [...arbitrary.shrink(value.value, value.context)]
          const rows = new Set(offered.map((one) => one.value.join()))
          const current = space.read([value.value])
          current.forEach((x, c) => {
            const range = space.range(c)
            for (const simpler of space.isLetter(c) ? [range.baseline] : simplerValues(range, x)) {
              if (simpler === x) continue
              const next = current.slice()
              next[c] = simpler
              const row = new Float32Array(domain.size)
              space.write(next, { rows: 1, inputs: [row] }, 0)
              expect(rows).toContain(row.join())
            }
          })
          if (offered.length === 0) return
          value = offered[choices.next().value % offered.length]!
        }
      }),
      { numRuns: 25 },
    )
  })

  test('the same seed generates the same rows, from the domain’s own mix', () => {
    const arbitrary = toArbitrary(interval(-25, 20))
    const rows = (seed: number) => fc.sample(arbitrary, { seed, numRuns: 3000 }).map(([x]) => x!)
    expect(rows(7)).toEqual(rows(7))
    expect(rows(8)).not.toEqual(rows(7))
    const share = (is: (x: number) => boolean) => rows(7).filter(is).length / 3000
    // Corners weigh 2 of 16, float edges 1, and few numbers lie at a bound of themselves.
    expect(share((x) => x === -25 || x === 20)).toBeGreaterThan(0.125)
    expect(share((x) => Math.abs(x) < 1e-30 && x !== 0)).toBeGreaterThan(0)
    expect(new Set(rows(7)).size).toBeGreaterThan(2000)
  })

  test('only rows of the domain can be shrunk without their history', () => {
    const pair = toArbitrary(box([2], 0, 1))
    expect(pair.canShrinkWithoutContext(Float32Array.of(0, 1))).toBe(true)
    const others = [
      Float32Array.of(0, 2),
      Float32Array.of(0),
      Float32Array.of(0, 0, 0),
      Float32Array.of(0, Number.NaN),
      [0, 1],
      Float64Array.of(0, 1),
      undefined,
    ]
    for (const other of others) expect(pair.canShrinkWithoutContext(other)).toBe(false)
  })

  test('anything but a domain is refused', () => {
    expect(() => toArbitrary([0, 1] as never)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }))
  })
})

describe('a failing property shrinks to the minimum', () => {
  test('sum > 3 over [-1, 1]^20: four ones', () => {
    const { row } = minimize(box([20], -1, 1), (x) => sum(x) > 3)
    expect(row.filter((x) => x !== 0)).toEqual([1, 1, 1, 1])
  })

  test('any number beyond 13.2 of 20 numbers: one 14', () => {
    const { row } = minimize(box([20], -1000, 1000), (x) => x.some((y) => y > 13.2))
    expect(row.filter((x) => x !== 0)).toEqual([14])
  })

  test('every number of 20 at least 0.3: every one 1, and not in thousands of evaluations', () => {
    const { row, evaluations } = minimize(box([20], 0, 1), (x) => x.every((y) => y >= 0.3))
    expect(row).toEqual(Array(20).fill(1))
    expect(evaluations).toBeLessThanOrEqual(41)
  })

  test('the largest float comes down to a threshold', () => {
    expect(minimize(finite(), ([x]) => x! > 16.6).row).toEqual([17])
    expect(minimize(finite(), ([x]) => x! > 16.6, { examples: [[Float32Array.of(FLOAT32_MAX)]] }).row).toEqual([17])
  })

  test('a motif: only its letters differ from the first letter', () => {
    const domain = oneHot(10, 4)
    const letter = (x: Float32Array, at: number) => x.subarray(at * 4, at * 4 + 4).indexOf(1)
    const { row } = minimize(domain, (x) => letter(x, 3) === 2 && letter(x, 4) === 3)
    const expected = domain.simplest.slice()
    expected.set([0, 0, 1, 0, 0, 0, 0, 1], 12)
    expect(row).toEqual([...expected])
  })

  test('towards the centre of a ball, not towards zero', () => {
    const { row } = minimize(around([5, 0.25, -3], 1), (x) => x[0]! < 4.9)
    expect(row[0]).not.toBe(5)
    expect(row.slice(1)).toEqual([0.25, -3])
  })

  test('a zero loses its sign unless it matters', () => {
    const examples: [Float32Array][] = [[Float32Array.of(-0, 7.5, -0)]]
    const domain = box([3], -8, 8)
    expect(minimize(domain, (x) => x[1]! > 2.2, { examples }).row).toEqual([0, 3, 0])
    expect(minimize(domain, (x) => Object.is(x[2], -0), { examples }).row).toEqual([0, 0, -0])
  })
})

describe('composes with fast-check', () => {
  test('examples given by hand shrink, and a replayed path ends at the same row', () => {
    const examples: [Float32Array][] = [[Float32Array.from({ length: 20 }, (_, i) => (i % 7) / 8)]]
    const fails = (x: Float32Array) => sum(x) > 3
    expect(minimize(box([20], -1, 1), fails, { examples, numRuns: 1 }).row.filter((x) => x !== 0)).toEqual([1, 1, 1, 1])
    const property = fc.property(toArbitrary(box([20], -1, 1)), (x) => !fails(x))
    const found = fc.check(property, { seed: 3, numRuns: 500, endOnFailure: false })
    const again = fc.check(property, { seed: found.seed, path: found.counterexamplePath!, endOnFailure: true })
    expect([...again.counterexample![0]]).toEqual([...found.counterexample![0]])
  })

  test('tuple, map, filter and chain keep shrinking within the domain', () => {
    const x = toArbitrary(box([3], -1, 2))
    const even = toArbitrary(oneHot(4, 2)).filter((row) => row[0] === 1)
    const mapped = x.map((row) => ({ total: sum(row), row }))
    const chained = fc.integer({ min: 1, max: 4 }).chain((n) => toArbitrary(box([n], 0, 1)))
    const result = fc.check(
      fc.property(fc.tuple(x, even), mapped, chained, ([a, b], { total }, c) => {
        if (b[0] !== 1) throw new Error('filtered rows do not come back')
        return sum(a) + total + sum(c) <= 6 || b[3] === 0
      }),
      { seed: 11, numRuns: 5000, endOnFailure: false },
    )
    expect((result.errorInstance as Error).message).toContain('returning false')
    const [[a, b], { total, row }, c] = result.counterexample!
    expect([...b]).toEqual([1, 0, 0, 1, 1, 0, 1, 0])
    expect(total).toBe(sum(row))
    expect([...a, ...row, ...c].every((value) => [0, 1, 2].includes(value))).toBe(true)
    expect(sum(a) + total + sum(c)).toBe(7)
  })

  test('asynchronous properties, and ones that write into the row, still find the minimum', async () => {
    const result = await fc.check(
      fc.asyncProperty(toArbitrary(box([6], -1, 1)), async (row) => {
        const total = sum(row)
        row.fill(9)
        return total <= 2
      }),
      { seed: 1, numRuns: 1000, endOnFailure: false },
    )
    const seen: number[][] = []
    await fc.check(
      fc.asyncProperty(toArbitrary(box([6], -1, 1)), async (row) => {
        seen.push([...row])
        return false
      }),
      { seed: 1, path: result.counterexamplePath!, endOnFailure: true },
    )
    expect(seen[0]!.filter((x) => x !== 0)).toEqual([1, 1, 1])
  })
})
