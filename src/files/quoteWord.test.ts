import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteWord, splitWords } from './quoteWord.ts'

const lines = fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[-\w .'"\\$=<>*\n]{0,8}$/)), { maxLength: 6 })

test('words come back out of a line as they went in', () => {
  fc.assert(
    fc.property(lines, (words) => {
      expect(splitWords(words.map(quoteWord).join(' '))).toEqual(words)
    }),
    { numRuns: 500 },
  )
})

test('what any line is split into is quoted into a line of the same words', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a'\\ ]{0,12}$/), (line) => {
      const words = splitWords(line)
      expect(words && splitWords(words.map(quoteWord).join(' '))).toEqual(words)
    }),
    { numRuns: 500 },
  )
})

test.each(["'", "a 'b", 'a\\', "'a'\\''"])('%j ends inside a word: it has none', (line) => {
  expect(splitWords(line)).toBeUndefined()
})

test('a shell takes it for the same words', () => {
  fc.assert(
    fc.property(lines, (words) => {
      const safe = words.map((word) => word.replaceAll('\0', ''))
      const line = `printf '%s\\0' x ${safe.map(quoteWord).join(' ')}`
      expect(execFileSync('sh', ['-c', line]).toString()).toBe(['x', ...safe, ''].join('\0'))
    }),
    { numRuns: 30 },
  )
})
