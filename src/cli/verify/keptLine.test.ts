import { expect, test } from 'vitest'
import type { Verdict } from '../../claim/verdict.ts'
import { keptLine } from './keptLine.ts'

const kept = { by: 'search', replay: 'npx overshoot replay 3f2a91c04b7d', counterexample: { id: '3f2a91c04b7d' } }
const lineOf = (...verdicts: object[]): string | undefined => keptLine(verdicts as Verdict[], 'some/corpus')

test('says where what is new was put, and nothing of what was there or was not kept', () => {
  const how = ', for later runs to try first; --no-corpus keeps none'
  const [again, unkept] = [
    { ...kept, by: 'replay' },
    { ...kept, replay: undefined },
  ]
  expect(lineOf(again, unkept, { by: 'bounds' })).toBeUndefined()
  expect(lineOf(kept, again, unkept)).toBe(`counterexample kept as some/corpus/3f2a91c04b7d.json${how}`)
  expect(lineOf(kept, kept)).toBe(`2 counterexamples kept in some/corpus${how}`)
})
