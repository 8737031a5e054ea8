import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/** Rooms of `src`, from the top down, as docs/ARCHITECTURE.md lists them: imports go down only. */
const rooms = [
  'cli',
  'vitest',
  'report',
  'verify',
  'vnnlib',
  'proof',
  'search',
  'claim',
  'network',
  'model',
  'operations',
  'functions',
  'backend',
  'forms',
  'numeric',
  'checker',
]
/** What any room may import, but for the checker. */
const everywhere = ['files', 'errors', 'defined', 'onceFor', 'timeUp']
/** Rooms side by side, and ways down that are closed all the same. */
const closed = new Set(['cli to vitest', 'vitest to cli', 'report to verify', 'proof to search', 'proof to model'])
/** What finds proofs knows nothing of what checks them. */
const asksTheChecker = new Set(['cli', 'verify'])

interface Import {
  readonly by: string
  readonly of: string
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => join('src', file))
const imports = files.flatMap((by): Import[] => {
  const specifiers = readFileSync(by, 'utf8').matchAll(/(?:from|import) '([^']+)'|import\('([^']+)'\)/g)
  return Array.from(specifiers, ([, from, dynamic]) => ({ by, of: (from ?? dynamic)! }))
})
const within = imports
  .filter(({ of }) => of.startsWith('.'))
  .map(({ by, of }) => ({ by, of: normalize(join(dirname(by), of)) }))
const packages = imports.filter(({ of }) => !of.startsWith('.') && !of.startsWith('node:'))

/** `src/verify.ts` belongs to verify. */
const roomOf = (file: string): string => file.replace(/^src\//, '').replace(/(\.ts$|\/.*)/, '')

test('imports go down the list of rooms', () => {
  const up = within.filter(({ by, of }) => {
    const [from, to] = [roomOf(by), roomOf(of)]
    if (from === to || from === 'index' || everywhere.includes(to)) return false
    // What the package exports is for whoever loads the package.
    if (from === 'cli' && to === 'index') return false
    const [above, below] = [rooms.indexOf(from), rooms.indexOf(to)]
    if (to === 'checker') return !asksTheChecker.has(from)
    return above < 0 || below < above || closed.has(`${from} to ${to}`)
  })
  expect(up).toEqual([])
  expect(within.length).toBeGreaterThan(2000)
  expect([...new Set(files.map(roomOf))].toSorted()).toEqual([...rooms, ...everywhere, 'index'].toSorted())
})

test('the checker imports nothing but errors, zod and Node', () => {
  const own = within.filter(({ by }) => roomOf(by) === 'checker')
  expect(own.filter(({ of }) => roomOf(of) !== 'checker' && of !== 'src/errors.ts')).toEqual([])
  expect(own.length).toBeGreaterThan(50)
  const others = packages.filter(({ by }) => roomOf(by) === 'checker').map(({ of }) => of)
  expect(new Set(others)).toEqual(new Set(['zod']))
})

test('TensorFlow.js is imported by the backend alone', () => {
  const importers = packages.filter(({ of }) => of.startsWith('@tensorflow/')).map(({ by }) => roomOf(by))
  expect(new Set(importers)).toEqual(new Set(['backend']))
})
