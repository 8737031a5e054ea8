import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pasteInputs } from './pasteInputs.ts'

const float = fc.float({ noNaN: true })
const values = fc.oneof(
  fc.array(float, { maxLength: 30 }),
  fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: float }), {
    minLength: 17,
    maxLength: 200,
  }),
)

test('what is pasted are the same inputs', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), values, { maxKeys: 3, noNullPrototype: true }), (inputs) => {
      const text = pasteInputs(inputs)
      fc.pre(text !== undefined)
      // The text is what people will run.
      const pasted = new Function(`return ${text}`)() as Record<string, number[]>
      expect(Object.keys(pasted)).toEqual(Object.keys(inputs))
      for (const [name, list] of Object.entries(inputs)) expect(pasted[name]!.map((x) => Math.fround(x))).toEqual(list)
    }),
  )
})

test('few words where most is 0, none where it is too long', () => {
  const sparse = Array<number>(240).fill(0)
  sparse[3] = 0.1
  expect(pasteInputs({ sequence: sparse })).toBe('{ sequence: Object.assign(Array(240).fill(0), { 3: 0.1 }) }')
  expect(pasteInputs({ 'input:0': [Math.fround(0.1), -0] })).toBe('{ ["input:0"]: [0.1, -0] }')
  expect(pasteInputs({ x: Array<number>(5000).fill(1) })).toBeUndefined()
})
