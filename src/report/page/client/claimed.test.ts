import { expect, test } from 'vitest'
import { claimedText, outsideText } from './claimed.ts'

test('a claimed set is shown with the ends that it has', () => {
  expect(claimedText({ claimed: [0, 1] })).toBe('[0, 1]')
  expect(claimedText({ claimed: [0, 1], open: [true, true] })).toBe('(0, 1)')
  expect(claimedText({ claimed: [0, Infinity], open: [true, false] })).toBe('(0, Infinity]')
  expect(claimedText({})).toBe('')
})

test('an output at an end is outside only where the end is', () => {
  for (const value of [0, 0.5, 1, NaN]) expect(outsideText(value, { claimed: [0, 1] })).toBe('')
  const open = { claimed: [0, 1], open: [true, true] } as const
  expect([-1, 0, 0.5, 1, 2, NaN].map((value) => outsideText(value, open))).toEqual([
    'below 0',
    'not above 0',
    '',
    'not below 1',
    'above 1',
    '',
  ])
})
