import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromJson, fromPlain, toJson, toPlain } from './json.ts'
import { anyVerdict } from '../../test/report/verdict.ts'

test('verdicts come back from JSON with every bit', () => {
  fc.assert(
    fc.property(fc.array(anyVerdict, { maxLength: 3 }), (verdicts) => {
      expect(fromJson(toJson({ verdicts }))).toStrictEqual({ verdicts })
    }),
    { numRuns: 300 },
  )
})

test('claims without a verdict come back beside those with one', () => {
  const errors = [{ claim: 'a', code: 'MODEL_INVALID', message: 'b' }]
  expect(fromJson(toJson({ verdicts: [], errors }))).toStrictEqual({ verdicts: [], errors })
})

test('a verdict crosses a plain JSON writer as data', () => {
  fc.assert(
    fc.property(anyVerdict, (one) => {
      expect(fromPlain(JSON.parse(JSON.stringify(toPlain(one))))).toStrictEqual(one)
    }),
    { numRuns: 100 },
  )
  expect(fromPlain({ claim: 'something else' })).toBeUndefined()
})

test.each([
  ['{', 'data.json: not JSON'],
  ['[]', 'data.json: not a file of verdicts: at the top'],
  ['{"verdicts":[{"claim":1}]}', 'data.json: not a file of verdicts: verdicts.0.claim'],
])('%s is refused', (text, message) => {
  expect(() => fromJson(text, 'data.json')).toThrow(
    expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringContaining(message) }),
  )
})
