import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { always, below, box, claim, type CoverDemand } from '../claim/index.ts'
import { countCoverage, coverageOf, nothingCounted } from './countCoverage.ts'

function covered(cover?: readonly CoverDemand[]) {
  const inputs = [tf.input({ shape: [1], name: 'x' }), tf.input({ shape: [2], name: 'y' })]
  const all = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor
  const outputs = tf.layers.dense({ units: 1 }).apply(all) as tf.SymbolicTensor
  const domains = { x: box([1], -9, 9), y: box([2], -9, 9) }
  return claim('c', tf.model({ inputs, outputs }), {
    inputs: domains,
    holds: always(below(1)),
    ...(cover && { cover: [...cover] }),
  })
}

test('labels are counted case by case, the first of a batch only, and see copies', () => {
  const subject = covered([
    { label: 'x > 0', share: 0.5, when: ({ x }) => x![0]! > 0 },
    { label: 'y grows', when: ({ y }) => y!.length === 2 && y![1]! > y![0]! },
    {
      label: 'spoils',
      share: 0.25,
      when: ({ x, y }) => {
        const answer = x![0] === 2
        x!.fill(5)
        y!.fill(5)
        return answer
      },
    },
    { label: 'never', share: 0.01, when: () => false },
  ])
  const counted = nothingCounted(subject)
  expect(coverageOf(subject, counted)).toEqual([
    { label: 'x > 0', share: 0, demanded: 0.5, met: false, cases: 0 },
    { label: 'y grows', share: 0, demanded: 0, met: true, cases: 0 },
    { label: 'spoils', share: 0, demanded: 0.25, met: false, cases: 0 },
    { label: 'never', share: 0, demanded: 0.01, met: false, cases: 0 },
  ])
  const inputs = [Float32Array.of(1, 2, -1, 2, 2), Float32Array.of(0, 1, 1, 0, 3, 4, 0, 9, 0, 9)]
  const before = structuredClone(inputs)
  countCoverage(subject, counted, { rows: 5, inputs }, 3)
  expect(inputs).toEqual(before)
  expect(counted).toEqual({ cases: 3, counts: [2, 2, 1, 0] })
  countCoverage(subject, counted, { rows: 5, inputs }, 5)
  expect(counted).toEqual({ cases: 8, counts: [6, 6, 4, 0] })
  expect(coverageOf(subject, counted)).toEqual([
    { label: 'x > 0', share: 0.75, demanded: 0.5, met: true, cases: 8 },
    { label: 'y grows', share: 0.75, demanded: 0, met: true, cases: 8 },
    { label: 'spoils', share: 0.5, demanded: 0.25, met: true, cases: 8 },
    { label: 'never', share: 0, demanded: 0.01, met: false, cases: 8 },
  ])
})

test('a claim without labels has no coverage', () => {
  const subject = covered()
  const counted = nothingCounted(subject)
  countCoverage(subject, counted, { rows: 1, inputs: [new Float32Array(1), new Float32Array(2)] }, 1)
  expect(counted).toEqual({ cases: 0, counts: [] })
  expect(coverageOf(subject, counted)).toBeUndefined()
})
