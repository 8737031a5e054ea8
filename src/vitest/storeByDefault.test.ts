import { expect, test } from 'vitest'
import { storeByDefault } from './storeByDefault.ts'

test.each([
  [undefined, true],
  ['', true],
  ['false', false],
  ['true', true],
])('OVERSHOOT_STORE=%s stores: %s', (value, stores) => expect(storeByDefault({ OVERSHOOT_STORE: value })).toBe(stores))

test('any other word is refused', () => {
  expect(() => storeByDefault({ OVERSHOOT_STORE: 'yes' })).toThrow(
    'test.claim: expected true or false, received OVERSHOOT_STORE="yes" (string)',
  )
})
