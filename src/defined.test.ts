import { expect, expectTypeOf, test } from 'vitest'
import { defined, unlessEmpty } from './defined.ts'

test('what is undefined is left out, anything else is kept, in its order', () => {
  const name: string | undefined = undefined as string | undefined
  const fields = defined({ first: 0, name, last: null, no: false })
  expect(Object.entries(fields)).toEqual([
    ['first', 0],
    ['last', null],
    ['no', false],
  ])
  expectTypeOf(fields).toExtend<{ first: number; name?: string }>()
})

test('a list that is empty can be left out, too', () => {
  const list = [undefined, 0]
  expect(defined({ none: unlessEmpty([]), some: unlessEmpty(list) })).toStrictEqual({ some: list })
  expect(unlessEmpty(list)).not.toBe(list)
})
