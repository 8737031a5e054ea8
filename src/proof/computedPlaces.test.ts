import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floats, ints, node, read } from '../../test/network/onnx/smallOnnx.ts'
import { tfjsBackends } from '../backend/name.ts'
import { evaluate } from '../network/evaluate.ts'
import type { OnnxNetwork } from '../network/onnx/onnxNetwork.ts'
import { intervalBounds } from './intervalBounds.ts'

/** A table of as many numbers as there are, of which an input of whole numbers names one, in each way in which files do. */
const ways: Readonly<Record<string, (table: number[]) => OnnxNetwork>> = {
  Gather: (table) => taken([node('Gather', 't x')], [floats('t', table)]),
  'Gather along a last axis': (table) =>
    taken([node('Gather', 't x', { axis: 1n })], [floats('t', table, [1, table.length])]),
  GatherElements: (table) => taken([node('GatherElements', 't x')], [floats('t', table)]),
  GatherND: (table) =>
    taken([node('Unsqueeze', 'x one', {}, 'i'), node('GatherND', 't i')], [floats('t', table), ints('one', 1)]),
}

const taken = (...[nodes, initializers]: [Parameters<typeof read>[1], Parameters<typeof read>[2]]): OnnxNetwork =>
  read([], nodes, initializers, { inputs: [{ name: 'x', shape: [1], type: 'int64' }] })

const tables = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 }), {
  minLength: 1,
  maxLength: 9,
})

test.for(Object.keys(ways))('%s at a computed index is the number there, counted from the end below 0', (name) => {
  fc.assert(
    fc.property(tables, fc.integer({ min: -11, max: 11 }), (drawn, index) => {
      const table = drawn.map(Math.fround)
      const [y] = evaluate(ways[name]!(table).network, [Float32Array.of(index)])
      // Runtimes fail where there is none.
      expect(y! + 0).toEqual((table.at(index) ?? NaN) + 0)
    }),
    { numRuns: 60 },
  )
})

test.for(Object.keys(ways))('%s: bounds are those of all numbers that the index may name', (name) => {
  fc.assert(
    fc.property(tables, fc.nat(8), fc.nat(8), fc.constantFrom(...tfjsBackends), (drawn, p, q, backend) => {
      const table = drawn.map(Math.fround)
      const [lo, hi] = [p, q].map((one) => one % table.length).toSorted((a, b) => a - b) as [number, number]
      const named = table.slice(lo, hi + 1)
      const within = (from: number, to: number) =>
        intervalBounds(
          ways[name]!(table).network,
          { boxes: [{ lo: Float32Array.of(from), hi: Float32Array.of(to) }], phases: [] },
          backend,
        )
      const known = within(lo, hi)
      expect(known.nan).toBe(false)
      // What may be flushed to 0 is.
      expect(known.lo[0]).toBeCloseTo(Math.min(...named), 30)
      expect(known.hi[0]).toBeCloseTo(Math.max(...named), 30)
      expect(known.lo[0]).toBeLessThanOrEqual(Math.min(...named))
      expect(known.hi[0]).toBeGreaterThanOrEqual(Math.max(...named))
      for (const [from, to] of [
        [lo, table.length],
        [-table.length - 1, hi],
        [40, 41],
      ] as const)
        // prettier-ignore
        expect(within(from, to).nan).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('an infinite number beside the one that is named is of no matter', () => {
  const network = read([], [node('Exp', 'a', {}, 'e'), node('Gather', 'e x')], [], {
    inputs: [
      { name: 'x', shape: [1], type: 'int64' },
      { name: 'a', shape: [3] },
    ],
  }).network
  const inputs = (index: number): Float32Array[] => [Float32Array.of(index), Float32Array.of(800, 0, 900)]
  expect([0, 1, 2, -2].map((index) => evaluate(network, inputs(index))[0])).toEqual([Infinity, 1, Infinity, 1])
})

test('OneHot of a computed index is on there, and off where there is none', () => {
  const { network } = taken([node('OneHot', 'x depth values')], [ints('depth', 3), floats('values', [2, 5])])
  const at = (index: number): number[] => [...evaluate(network, [Float32Array.of(index)])]
  expect([0, 2, -1, 3, -4].map(at)).toEqual([
    [5, 2, 2],
    [2, 2, 5],
    [2, 2, 5],
    [2, 2, 2],
    [2, 2, 2],
  ])
})
