import { defined } from '../../../src/defined.ts'
import { pick, uniform } from '../../network/random.ts'
import { refutedVerdict, someVerdict } from '../verdict.ts'
import type { Playground, Predictions, ReportData } from '../../../src/report/page/reportData.ts'

/** Random letters; the same for the same row. */
export function sampleLetters(row: number): string {
  const random = uniform(row)
  return Array.from({ length: 60 }, () => pick(random, ['A', 'C', 'G', 'T'])).join('')
}

/** Rows whose parts look like those of a trained model; texts of theirs are `text` where it is given. */
export function samplePredictions(points: number, text?: string): Predictions {
  const random = uniform(1)
  const rows = Array.from({ length: points }, (_, i) => i)
  const dplus = rows.map(() => Math.fround(random()))
  const x = dplus.map((value) => value - 0.2 + 0.1 * random())
  const y = rows.map(() => 0.4 * random())
  return {
    caption: text ?? 'Rows that nothing was trained on.',
    x: { name: text ?? 'wide', values: x },
    y: { name: text ?? 'deep', values: y },
    output: { name: text ?? 'pval', values: x.map((value, i) => value + y[i]!) },
    range: [0, 1],
    truth: { name: text ?? 'junction', classes: [text ?? 'NO', 'YES'], values: rows.map((i) => i % 2) },
    columns: [
      { name: 'row', values: rows.map((i) => 1000 + i) },
      { name: 'note', values: rows.map((i) => text ?? `note ${i % 7}`) },
    ],
    others: [{ name: text ?? 'well-posed', values: x.map((value) => value / 2 + 0.3) }],
    inputs: { dplus, sequence: rows.map(sampleLetters) },
  }
}

/** A report of so many claims and points, every third claim refuted by letters. */
export function sampleReport({
  claims,
  points,
  playground,
  text,
}: {
  claims: number
  points: number
  playground?: Playground
  /** Stands wherever texts from outside do. */
  text?: string
}): ReportData {
  const places = Array.from({ length: 240 }, (_, i) => (i % 4 === (i >> 3) % 4 ? 1 : 0))
  const example = {
    inputs: { dplus: [0.5], sequence: places },
    output: 1.25,
    minimal: true,
    distance: 9,
    id: 'a1f55e4d6b37',
  }
  const domains = { dplus: { description: '0..1', shape: [1] }, sequence: { description: 'letters', shape: [60, 4] } }
  return {
    title: text ?? 'A report',
    backend: text ?? 'wasm',
    lead: [text ?? 'In brief.'],
    alphabets: { sequence: 'ACGT' },
    verdicts: Array.from({ length: claims }, (_, i) =>
      i % 3 === 0
        ? refutedVerdict({
            claim: `${text ?? 'refuted'} ${i}`,
            reason: text ?? 'an input was found',
            domains,
            counterexample: example,
            parts: { [text ?? 'wide']: 1, deep: 0.25 },
            replay: `npx overshoot replay a1f55e4d6b37 --claims ${i}`,
          })
        : someVerdict({ claim: `${text ?? 'proved'} ${i}`, holds: text ?? 'always in [0, 1]', domains }),
    ),
    statements: [
      {
        id: 'one',
        text: text ?? 'The sigmoid is at fault.',
        status: 'refuted',
        reason: text ?? 'It is not.',
        evidence: [],
      },
    ],
    predictions: samplePredictions(points, text),
    ...defined({ playground }),
  }
}
