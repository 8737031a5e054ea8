import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { format } from 'prettier'
import { describe, expect, test } from 'vitest'
import { fromJson, toJson } from './json.ts'
import { publishedSchema, validateVerdicts } from '../../test/report/validateVerdicts.ts'
import { anyVerdict, refutedVerdict, someVerdict } from '../../test/report/verdict.ts'
import { verdictsJsonSchema } from '../../test/report/verdictsSchema.ts'

test('the published schema is the one that files are read by; `vitest -u` writes it', async () => {
  const text = await format(JSON.stringify(verdictsJsonSchema()), { parser: 'json', printWidth: 120 })
  await expect(text).toMatchFileSnapshot(fileURLToPath(publishedSchema))
})

test('a package that uses it finds it', async () => {
  const { default: schema } = (await import('overshoot/verdicts.schema.json', { with: { type: 'json' } })) as {
    default: object
  }
  expect(schema).toMatchObject({ title: 'Verdicts of Overshoot' })
})

const reads = (text: string): boolean => {
  try {
    return fromJson(text).verdicts !== undefined
  } catch {
    return false
  }
}

const name = fc.string()
const anyBaseline = fc.record(
  {
    file: name,
    outcome: fc.constantFrom('compared', 'recorded', 'updated'),
    changes: fc.array(
      fc.record(
        {
          claim: name,
          place: name,
          kind: fc.constantFrom('worse', 'better', 'new'),
          what: name,
          from: name,
          to: name,
          why: name,
        },
        { noNullPrototype: true, requiredKeys: ['claim', 'kind', 'what', 'why'] },
      ),
      { maxLength: 2 },
    ),
    tolerated: fc.array(name, { maxLength: 2 }),
    notes: fc.array(name, { maxLength: 2 }),
  },
  { noNullPrototype: true },
)

const baselineWith = (change: object) => ({
  file: 'a.json',
  outcome: 'compared',
  changes: [{ claim: 'a', kind: 'new', what: 'claim', why: 'b', ...change }],
  tolerated: [],
  notes: [],
})

describe('by the schema', () => {
  test('whatever is written is valid', () => {
    fc.assert(
      fc.property(fc.array(anyVerdict, { maxLength: 3 }), anyBaseline, (verdicts, baseline) => {
        const valid = validateVerdicts(JSON.parse(toJson({ verdicts, baseline, predictions: [] })))
        expect(validateVerdicts.errors).toBeNull()
        expect(valid).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('a file that was tampered with is valid exactly where it can be read', () => {
    const seen = new Set<boolean>()
    const junk = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('NaN', 'proved', [1, 2], [1], {}, undefined))
    fc.assert(
      fc.property(anyVerdict, fc.nat(), junk, (verdict, place, value) => {
        const file = JSON.parse(toJson({ verdicts: [verdict] })) as { verdicts: [Record<string, unknown>] }
        const [one] = file.verdicts
        const keys = Object.keys(one)
        one[keys[place % keys.length]!] = value
        const text = JSON.stringify(file)
        const valid = validateVerdicts(JSON.parse(text))
        seen.add(valid)
        expect(valid).toBe(reads(text))
      }),
      { numRuns: 500 },
    )
    expect(seen.size).toBe(2)
  })

  test.each([
    ['no verdicts', {}],
    ['a list', []],
    ['a status that there is not', { verdicts: [{ ...someVerdict(), status: 'perhaps' }] }],
    ['a range of one end', { verdicts: [{ ...someVerdict(), observed: [0] }] }],
    ['an example without its output', { verdicts: [refutedVerdict({ counterexample: { inputs: {} } as never })] }],
    ['a baseline without its changes', { verdicts: [], baseline: { file: 'a', outcome: 'compared' } }],
    ['a change of no kind', { verdicts: [], baseline: { ...baselineWith({ kind: 'odd' }) } }],
    ['null for a number', { verdicts: [{ ...someVerdict(), certified: [null, 1] }] }],
  ])('%s is no file of verdicts', (_, data) => {
    expect(validateVerdicts(data)).toBe(false)
    expect(reads(JSON.stringify(data))).toBe(false)
  })
})
