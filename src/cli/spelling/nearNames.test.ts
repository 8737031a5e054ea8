import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearNames } from './nearNames.ts'

const known = ['above', 'always', 'assertClaim', 'atLeast', 'atMost', 'box', 'claim', 'finite', 'sometimes', 'within']

test.each([
  ['alway', ['always']],
  ['Within', ['within']],
  ['wihtin', ['within']],
  ['atleast', ['atLeast']],
  ['sometime', ['sometimes']],
  ['clam', ['claim']],
  ['unrelated', []],
  ['x', []],
])('near %s are %j', (name, near) => {
  expect(nearNames(name, known)).toEqual(near)
})

test('one edit away from a long name is near it, and the name itself comes first', () => {
  const edit = fc.record({ at: fc.nat(8), kind: fc.constantFrom('drop', 'double', 'replace', 'exchange') })
  fc.assert(
    fc.property(fc.constantFrom(...known.filter(({ length }) => length > 5)), edit, (name, { at: nat, kind }) => {
      const at = nat % (name.length - 1)
      const [before, one, two, rest] = [name.slice(0, at), name[at]!, name[at + 1]!, name.slice(at + 2)]
      const middle = { drop: two, double: one + one + two, replace: `_${two}`, exchange: two + one }[kind]
      expect(nearNames(before + middle + rest, known)[0]).toBe(name)
    }),
    { numRuns: 100, seed: 1 },
  )
})
