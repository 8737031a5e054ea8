import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replayCommand } from './replayCommand.ts'

const id = 'a1f55e4d6b37'

test('is short where the file says the rest', () => {
  const source = 'some.claims.ts'
  expect(replayCommand({ id, corpus: 'fixtures/counterexamples', source })).toBe(`npx overshoot replay ${id}`)
  expect(replayCommand({ id, corpus: './fixtures/../fixtures/counterexamples/', source })).toBe(
    `npx overshoot replay ${id}`,
  )
  expect(replayCommand({ id, corpus: 'found', source })).toBe(`npx overshoot replay ${id} --corpus found`)
  expect(replayCommand({ id, corpus: 'found' })).toBe(`npx overshoot replay ${id} <claims module> --corpus found`)
})

test('a shell takes the folder for what it is', () => {
  const folder = fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((name) => !name.includes('\0'))
  fc.assert(
    fc.property(folder, (corpus) => {
      const command = replayCommand({ id, corpus, source: 'x' })
      const words = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' }).split('\0')
      expect(words.slice(0, -1)).toEqual(['npx', 'overshoot', 'replay', id, '--corpus', corpus])
    }),
    { numRuns: 40 },
  )
})
