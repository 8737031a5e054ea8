import { toBits32, toBits64 } from '../../numeric/float32.ts'
import { describeOutputs, judgedWord } from '../../claim/judgedWord.ts'
import { formatExact } from '../../report/index.ts'
import { toLetters } from '../../search/corpus/letters.ts'
import type { StoredCounterexample } from '../../search/corpus/storedCounterexample.ts'
import type { Background, NearestRow } from './background.ts'
import { formatInput, letterName } from '../../report/formatInput.ts'
import type { Field } from '../terminal/printFields.ts'

/** Numbers and letters, and steps of the path, that are listed. */
const LISTED = 20

/** All that a stored counterexample has to say, for people. */
export function explainCounterexample(stored: StoredCounterexample, background: Background): Field[] {
  const { output, outputs, parts, minimal, found, versions } = stored
  const word = judgedWord(stored)
  const bits = outputs ? toBits64(output) : toBits32(output)
  const { alphabets, modelChanged, nearest } = background
  const sum = Object.entries(parts ?? {}).map(([name, value]) => `${name} ${formatExact(value)}`)
  const flaky = found.flaky > 0 ? `, ${found.flaky} hits in a batch before were none alone (flaky)` : ''
  const shrunk = minimal ? 'minimal: no single step makes it simpler' : 'not shrunk to the end'
  return [
    ['counterexample', `${stored.id}, ${shrunk}`],
    ['claim', `${stored.claim}: ${stored.holds}`],
    ['found', `by ${found.by} in ${found.cases} cases, seed ${found.seed}, on ${versions.backend}${flaky}`],
    ...(modelChanged ? [['model', 'has changed since it was found'] as const] : []),
    ...stored.inputs.map((input): Field => [input.name, formatInput(input, alphabets.get(input.name))]),
    [word, `${formatExact(output)} (bits ${bits})${outputs ? `, ${describeOutputs({ outputs: [...outputs] })}` : ''}`],
    ...(sum.length > 0 ? [['parts', sum.join(', ')] as const] : []),
    ['', ''],
    ...section('what matters', describeMatters(stored, alphabets)),
    ['', ''],
    ...section('shrink path', describePath(stored)),
    ['', ''],
    ...section(
      'nearest row',
      'missing' in nearest ? [`none: ${nearest.missing}`] : describeRow(stored, nearest, alphabets),
    ),
  ]
}

function section(label: string, lines: readonly string[]): Field[] {
  return lines.map((line, i) => [i === 0 ? label : '', line])
}

type Alphabets = Background['alphabets']

function describeMatters(stored: StoredCounterexample, alphabets: Alphabets): string[] {
  const { matters, inputs, minimal } = stored
  if (!minimal) return ['not known: shrinking was stopped before its last pass']
  if (matters.length === 0) return ['nothing: it is the simplest input itself']
  const places = new Map(inputs.map((input) => [input.name, input]))
  const lines = matters.map(({ input: name, index, value, simplest, without }) => {
    const { values, shape } = places.get(name) ?? { values: new Float32Array(), shape: [] }
    const isLetter = toLetters(values, shape) !== undefined
    const show = (one: number) => (isLetter ? letterName(one, alphabets.get(name)) : formatExact(one))
    const place = values.length === 1 ? name : `${name}[${index}]`
    return `${place} ${show(value)}: with ${show(simplest)} in its place the ${judgedWord(stored)} is ${formatExact(without)}`
  })
  return shorten(lines)
}

function describePath({ path, outputs }: StoredCounterexample): string[] {
  return shorten(
    path.map(({ distance, output }, i) => {
      const where = distance === path[i - 1]?.distance ? 'simpler numbers' : `${distance} away from the simplest input`
      return `${i === 0 ? 'first hit: ' : ''}${where}, ${judgedWord({ outputs })} ${formatExact(output)}`
    }),
  )
}

function describeRow({ inputs, outputs }: StoredCounterexample, row: NearestRow, alphabets: Alphabets): string[] {
  const own = new Map(inputs.map((input) => [input.name, input]))
  return [
    row.output === undefined ? row.name : `${row.name}, ${judgedWord({ outputs })} ${formatExact(row.output)}`,
    ...row.inputs.flatMap(({ name, values }) => {
      const { shape, values: here } = own.get(name)!
      const text = `${name} ${formatInput({ values, shape }, alphabets.get(name))}`
      const letters = [values, here].map((one) => toLetters(one, shape))
      if (letters[0] === undefined || letters[1] === undefined) return [text]
      const differ = Array.from(letters[0]).filter((letter, i) => letter !== letters[1]![i]).length
      return [`${text} (${differ} of ${letters[0].length} letters differ)`]
    }),
  ]
}

/** The first and the last of many lines. */
function shorten(lines: readonly string[]): string[] {
  if (lines.length <= LISTED) return [...lines]
  const half = LISTED / 2
  return [...lines.slice(0, half), `… ${lines.length - LISTED} more …`, ...lines.slice(-half)]
}
