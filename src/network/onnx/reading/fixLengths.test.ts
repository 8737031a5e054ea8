import { expect, test } from 'vitest'
import { fixLengths } from './fixLengths.ts'

const image = { name: 'image', shape: ['N', 3, 'height', undefined] } as const

test.each([
  [image, [3, 8, 9], ['N', 3, 8, 9]],
  [image, [2, 3, 8, 9], [2, 3, 8, 9]],
  [{ name: 'image', shape: [1, 3, -1] }, [3, 7], [1, 3, 7]],
  [{ name: 'image', shape: undefined }, [3, 7], [undefined, 3, 7]],
])('%o of shape %o', (input, given, expected) => {
  expect(fixLengths([input], { image: given })).toEqual([{ name: 'image', shape: expected }])
  expect(fixLengths([input], () => given)).toEqual([{ name: 'image', shape: expected }])
})

test('what nobody states stays open', () => {
  expect(fixLengths([image], {})).toEqual([image])
  expect(fixLengths([image, { ...image, name: 'other' }], (_, isOnly) => (isOnly ? [3, 1, 1] : undefined))).toEqual([
    image,
    { ...image, name: 'other' },
  ])
})

test.each([
  [{ other: [3, 8, 9] }, /the model has no input other/],
  [{ image: [4, 8, 9] }, /\[4, 8, 9\] does not fit input image, \[open, 3, open, open\]/],
  [{ image: [8, 9] }, /does not fit/],
  [{ image: [3, 0, 9] }, /whole numbers from 1/],
  [{ image: [3, 8.5, 9] }, /whole numbers from 1/],
])('%o is refused', (shapes, message) => {
  expect(() => fixLengths([image], shapes)).toThrow(
    expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(message) }),
  )
})
