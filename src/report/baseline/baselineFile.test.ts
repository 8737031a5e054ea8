import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { anyVerdict, someVerdict } from '../../../test/report/verdict.ts'
import { baselineOf } from './baseline.ts'
import { readBaseline, writeBaseline } from './baselineFile.ts'
import { compareBaseline } from './compareBaseline.ts'

const folder = temporaryFolder()

const number = fc.double({ noNaN: true })
const range = fc.tuple(number, number).map(([a, b]): [number, number] => (a <= b ? [a, b] : [b, a]))
const readable = fc.tuple(anyVerdict, range).map(([verdict, certified]) => ({ ...verdict, certified }))

test('comes back to the bit, and against what it was made of nothing has changed', async () => {
  const path = join(folder, 'baseline.json')
  const suites = fc.uniqueArray(readable, { selector: ({ claim }) => claim, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(suites, async (verdicts) => {
      await writeBaseline(path, baselineOf(verdicts))
      const read = await readBaseline(path)
      expect(read).toEqual(baselineOf(verdicts))
      expect(compareBaseline(read!, verdicts, { growth: 0 }).changes).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('is sorted, a line for each thing that may change', async () => {
  const path = join(folder, 'sorted.json')
  const domains = { x: { description: '0..1', shape: [1] }, a: { description: 'oneHot 2x2', shape: [2, 2] } }
  const second = someVerdict({ claim: 'b', certified: [-0, Infinity], domains, demand: 'proof', fixed: ['d', 'c'] })
  await writeBaseline(
    path,
    baselineOf([second, { ...someVerdict({ claim: 'a', expect: 'refuted' }), place: 'a.test.ts' }]),
  )
  expect(await readFile(path, 'utf8')).toMatchInlineSnapshot(`
    "{
      "format": 1,
      "claims": [
        {
          "claim": "a",
          "place": "a.test.ts",
          "holds": "always in [0, 1]",
          "domains": { "dplus": "-25..20" },
          "expect": "refuted",
          "status": "proved",
          "certified": [0, 1],
          "nan": "impossible",
          "fixed": [],
          "backend": "cpu"
        },
        {
          "claim": "b",
          "holds": "always in [0, 1]",
          "domains": { "a": "oneHot 2x2", "x": "0..1" },
          "demand": "proof",
          "status": "proved",
          "certified": ["-0", "Infinity"],
          "nan": "impossible",
          "fixed": [
            "c",
            "d"
          ],
          "backend": "cpu"
        }
      ]
    }
    "
  `)
})

test('none is none; anything else is an error that names the file', async () => {
  expect(await readBaseline(join(folder, 'none.json'))).toBeUndefined()
  const path = join(folder, 'broken.json')
  const one = { ...JSON.parse(JSON.stringify(baselineOf([someVerdict()])[0])) }
  for (const [text, message] of [
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['[]', 'not a baseline'],
    ['{"format": 2, "claims": [], "more": 1}', 'its format is 2, this version of Overshoot reads 1'],
    ['{"format": 0, "claims": []}', 'not a baseline: format'],
    [JSON.stringify({ format: 1, claims: [{ ...one, status: 'fine' }] }), 'claims.0.status'],
    [JSON.stringify({ format: 1, claims: [{ ...one, certified: ['NaN', 1] }] }), 'its lower end first'],
    [JSON.stringify({ format: 1, claims: [{ ...one, certified: [2, 1] }] }), 'its lower end first'],
    [JSON.stringify({ format: 1, claims: [{ ...one, domains: { dplus: 3 } }] }), 'claims.0.domains'],
    [JSON.stringify({ format: 1, claims: [{ ...one, domains: ['dplus'] }] }), 'claims.0.domains'],
    [JSON.stringify({ format: 1, claims: [one, one] }), 'twice'],
    [JSON.stringify({ format: 1, claims: [one], more: 1 }), 'more'],
  ] as const) {
    await writeFile(path, text)
    const error = (await readBaseline(path).catch((caught: unknown) => caught)) as Error
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(error.message).toMatch(/^\/.*broken\.json: /)
    expect(error.message).toContain(message)
  }
  await expect(readBaseline(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
})

test('that cannot be written leaves what was there', async () => {
  const path = join(folder, 'kept.json')
  await writeBaseline(path, baselineOf([someVerdict()]))
  const text = await readFile(path, 'utf8')
  await expect(writeBaseline(join(folder, 'no', 'baseline.json'), [])).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
  })
  expect(await readFile(path, 'utf8')).toBe(text)
})
