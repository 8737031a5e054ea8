import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newFrontier } from './frontier.ts'

const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant('take' as const)), { maxLength: 200 })

test('items come out by priority, each once', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const frontier = newFrontier<number>(1000)
      const inside: number[] = []
      for (const step of all) {
        const isTaken = step === 'take'
        const expected = isTaken ? inside.toSorted((a, b) => b - a).slice(0, 3) : []
        expect(isTaken ? frontier.take(3) : []).toEqual(expected)
        for (const one of expected) inside.splice(inside.indexOf(one), 1)
        if (!isTaken) {
          frontier.push(step, step)
          inside.push(step)
        }
        expect(frontier.size).toBe(inside.length)
        expect(frontier.items().toSorted((a, b) => a - b)).toEqual(inside.toSorted((a, b) => a - b))
      }
    }),
    { numRuns: 100 },
  )
})

test('with many open it goes depth first, and a tree of any size leaves few open', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), (many, batch) => {
      const frontier = newFrontier<number>(many)
      frontier.push(12, 0)
      let most = 0
      let leaves = 0
      while (frontier.size > 0) {
        for (const depth of frontier.take(batch)) {
          if (depth === 0) leaves++
          else for (const _ of [0, 1]) frontier.push(depth - 1, -depth)
        }
        most = Math.max(most, frontier.size)
      }
      expect(leaves).toBe(2 ** 12)
      expect(most).toBeLessThanOrEqual(many + 14 * batch)
    }),
    { numRuns: 20 },
  )
})
