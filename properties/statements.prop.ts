import { fileURLToPath } from 'node:url'
import { type Claim, verify, type Verdict } from 'overshoot'
import { beforeAll, describe, expect, test } from 'vitest'
import { readBaseline } from '../src/report/baseline/baselineFile.ts'
import { compareBaseline } from '../src/report/baseline/compareBaseline.ts'
import { DEFAULT_GROWTH } from '../src/report/baseline/gate.ts'
import claims, { report } from './all.claims.ts'
import * as answer from './answer.claims.ts'
import { printStatements } from './printStatements.ts'
import * as question from './question.claims.ts'
import { statements } from './statements.ts'
import { testRows } from './testRows.ts'

let verdicts: Verdict[]
beforeAll(async () => {
  verdicts = []
  for (const claim of claims) verdicts.push(await verify(claim, { cases: 500, seconds: 600, tight: true }))
})

/** What each statement comes to. A change here is a change of the answer. */
const expected = {
  'sigmoid-on-deep-part-only': 'proved',
  'outputs-added-wide-arbitrary': 'proved',
  'both-losses-learn-near-range': 'refuted',
  'cross-entropy-pushes-far-above-1': 'refuted',
  'sigmoid-squashes-whole-output': 'proved',
  'one-picks-one-loss': 'proved',
  'price-of-sigmoid-around-sum': 'proved',
}

/** The verdicts without which each cannot stand, and what it comes to with one of them turned round. */
const deciding: Readonly<Record<keyof typeof expected, { by: readonly Claim[]; turned: 'proved' | 'refuted' }>> = {
  'sigmoid-on-deep-part-only': { by: [question.deepInRange, question.combinedPassesOne], turned: 'refuted' },
  'outputs-added-wide-arbitrary': { by: [answer.outputsAdded, question.wideUnbounded], turned: 'refuted' },
  'both-losses-learn-near-range': { by: [answer.secondLossCounts], turned: 'proved' },
  'cross-entropy-pushes-far-above-1': { by: [answer.lossSeesPastOne], turned: 'proved' },
  'sigmoid-squashes-whole-output': { by: [question.wrappedInClosedRange], turned: 'refuted' },
  'one-picks-one-loss': { by: [answer.secondLossCounts, answer.reversedSecondLossCounts], turned: 'refuted' },
  'price-of-sigmoid-around-sum': { by: [answer.priceAtMost, answer.pricePaid], turned: 'refuted' },
}

describe('the seven statements', () => {
  test('come to this', () => {
    expect(Object.fromEntries(statements(verdicts).map(({ id, status }) => [id, status]))).toEqual(expected)
  })

  test('say what is true instead where they are refuted', () => {
    const refuted = statements(verdicts).filter(({ status }) => status === 'refuted')
    expect(refuted.filter(({ instead }) => instead === undefined)).toEqual([])
  })

  test('rest on verdicts that there are, each claim of the answer on some statement', () => {
    const names = claims.map(({ name }) => name)
    const evidence = statements(verdicts).flatMap((one) => one.evidence)
    expect(evidence.filter((name) => !names.includes(name))).toEqual([])
    const unused = names.slice(names.indexOf('the combined output is the wide plus the deep output, to 2e-6'))
    expect(unused.filter((name) => !evidence.includes(name))).toEqual([])
  })

  test('give no number that is none', () => {
    for (const { reason, instead = '' } of statements(verdicts))
      expect(`${reason} ${instead}`).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('follow the verdicts: with a deciding one turned round or missing, the statement is another', () => {
    for (const [i, statement] of statements(verdicts).entries())
      for (const name of statement.evidence) {
        const changed = (other: Verdict[]) => statements(other)[i]!
        const turned = changed(verdicts.map((one) => (one.claim === name ? turnRound(one) : one)))
        const missing = changed(verdicts.filter((one) => one.claim !== name))
        // Those that only the explanation rests on change the explanation.
        expect([turned.reason, missing.reason]).not.toContain(statement.reason)
        expect(turned.instead).toBeUndefined()
      }
    expect(statements([]).map(({ status }) => status)).toEqual(Object.values(expected).map(() => 'survived'))
  })

  test.each(Object.entries(deciding))(
    '%s is decided by its verdicts: each turned round or missing changes it',
    (id, { by, turned }) => {
      const statusWith = (other: Verdict[]) => statements(other).find((one) => one.id === id)!.status
      for (const { name } of by) {
        expect(statusWith(verdicts.map((one) => (one.claim === name ? turnRound(one) : one)))).toBe(turned)
        expect(statusWith(verdicts.filter((one) => one.claim !== name))).toBe('survived')
      }
    },
  )

  test('are printed with number, sign and status', () => {
    const printed = printStatements(statements(verdicts))
    expect(printed.match(/^[1-7] [✓✗] (proved|refuted): /gm)).toHaveLength(7)
    expect(printed.split('\n').every((line) => line.length <= 100)).toBe(true)
  })
})

function turnRound(verdict: Verdict): Verdict {
  const status = verdict.status === 'proved' ? 'refuted' : 'proved'
  return { ...verdict, status, passed: false }
}

describe('what the page shows of the question', () => {
  test('is every test row once, its numbers beside each other', () => {
    const { predictions } = report(verdicts)
    const { x, y, output, truth, columns, others, inputs } = predictions!
    const lists = [x, y, output, truth, ...columns, ...others].map(({ values }) => values.length)
    expect(new Set([...lists, ...Object.values(inputs!).map((values) => values.length)])).toEqual(new Set([1186]))
    output.values.forEach((pval, i) => expect(Math.abs(pval - (x.values[i]! + y.values[i]!))).toBeLessThan(1e-6))
    expect(new Set(columns.find(({ name }) => name === 'row')!.values).size).toBe(1186)
    for (const { values } of others) expect(values.every((value) => value > 0 && value < 1)).toBe(true)
  })

  test('gives the rows as the models take them', () => {
    const { predictions, playground } = report(verdicts)
    const { dplus, sequence } = predictions!.inputs!
    const bits = predictions!.columns.find(({ name }) => name === 'dplus')!.values as number[]
    const { lo, hi } = playground!.inputs!['dplus']!.unit!
    bits.forEach((value, i) => expect(lo + (dplus![i] as number) * (hi - lo)).toBeCloseTo(value, 4))
    expect(sequence!.every((letters) => /^[ACGT]{60}$/.test(letters as string))).toBe(true)
  })

  test('starts the playground at the row with the largest prediction', () => {
    const { predictions, playground } = report(verdicts)
    expect(predictions!.output.values[0]).toBe(testRows.combined[0]!.pval)
    expect(playground!.inputs!['dplus']!.start).toBe(predictions!.inputs!['dplus']![0])
    expect(playground!.inputs!['sequence']!.start).toBe(predictions!.inputs!['sequence']![0])
    expect(Object.keys(playground!.models!)).toEqual(['deep', 'wide', 'combined', 'sigmoid-wrapped', 'well-posed'])
  })

  test('leads with three sentences', () => {
    const { lead } = report(verdicts)
    expect(lead).toHaveLength(3)
    expect(lead!.join(' ')).not.toMatch(/not decided|NaN|undefined/)
  })
})

test('each claim is on record in fixtures/baseline.json, and no verdict is worse than it was there', async () => {
  const baseline = await readBaseline(fileURLToPath(new URL('../fixtures/baseline.json', import.meta.url)))
  const { changes } = compareBaseline(baseline!, verdicts, { growth: DEFAULT_GROWTH })
  expect(changes.filter(({ kind }) => kind !== 'better')).toEqual([])
})

test('every claim has a name of its own', () => {
  expect(new Set(claims.map(({ name }: Claim) => name)).size).toBe(claims.length)
})
