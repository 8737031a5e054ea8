import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { finite } from './box.ts'
import { claim } from './claim.ts'
import { hasLabel, meetsShare } from './cover.ts'
import { always } from './quantifier.ts'
import { within } from './set.ts'

let model: tf.LayersModel
beforeAll(async () => {
  await useBackend('cpu')
  model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })
})

const when = () => true
const state = (cover: unknown) =>
  claim('c', model, { inputs: finite(), holds: always(within(0, 1)), cover: cover as never })

test.each([
  ['something that is no list', { label: 'a', share: 1, when }, 'expected a list of { label, share, when }'],
  ['a hole', Array(1), 'cover[0].label=undefined'],
  ['no label', [{ share: 1, when }], 'cover[0].label=undefined'],
  ['an empty label', [{ label: ' ', when }], 'cover[0].label=" "'],
  [
    'a label twice',
    [
      { label: 'a', when },
      { label: 'a', when },
    ],
    'expected each label once, received cover[1].label="a"',
  ],
  ['a share of 0', [{ label: 'a', share: 0, when }], 'expected a share in (0, 1], received cover "a".share=0'],
  ['a share above 1', [{ label: 'a', share: 1.01, when }], 'cover "a".share=1.01'],
  ['a share of NaN', [{ label: 'a', share: Number.NaN, when }], 'cover "a".share=NaN'],
  ['a share as text', [{ label: 'a', share: '0.5', when }], 'cover "a".share="0.5"'],
  ['what to do about a share', [{ label: 'a', share: 2, when }], '(number). Leave it out to count without a demand'],
  ['a share in words', [{ label: 'a', share: '5%', when }], 'cover "a".share="5%"'],
  ['no function', [{ label: 'a', share: 1 }], 'expected a function of the inputs, received cover "a".when=undefined'],
])('%s is refused', (_, cover, message) => {
  expect(() => state(cover)).toThrow(
    expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringContaining(message) }),
  )
})

test('labels with and without a share are taken, and later changes to the list do not reach the claim', () => {
  const cover = [
    { label: 'a', share: 1, when },
    { label: 'b', when },
  ]
  const stated = state(cover)
  cover[0]!.share = 0.5
  expect(stated.cover).toEqual([
    { label: 'a', share: 1, when },
    { label: 'b', when },
  ])
  expect(state(undefined)).not.toHaveProperty('cover')
})

/** The chance of at most `count` heads among `cases` throws of a coin, summed term by term. */
function chance(count: number, cases: number, share: number): number {
  let logTerm = cases * Math.log1p(-share)
  let sum = Math.exp(logTerm)
  for (let k = 1; k <= count; k++) {
    logTerm += Math.log((cases - k + 1) / k) + Math.log(share / (1 - share))
    sum += Math.exp(logTerm)
  }
  return sum
}

const demand = { min: 0.001, max: 0.999, noNaN: true }

test('a share that a search has is called missed at most once in 10^9 searches, unless there was no case at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double(demand), (cases, share) => {
      let least = 1
      while (!meetsShare(least, cases, share)) least++
      // Every count below the least that is enough is not met.
      expect(least === 1 || chance(least - 1, cases, share) <= 1e-9).toBe(true)
      expect(meetsShare(0, cases, share)).toBe(false)
      expect(meetsShare(Math.ceil(cases * share), cases, share)).toBe(true)
      const enough = [least, least + 1, Math.ceil(cases * share), cases].filter(
        (more) => more >= least && more <= cases,
      )
      expect(enough.filter((more) => !meetsShare(more, cases, share))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('a fifth of what is demanded is told from it within a thousand cases, four fifths within ten thousand', () => {
  expect(meetsShare(10, 1000, 0.05)).toBe(false)
  expect(meetsShare(3600, 10_000, 0.45)).toBe(false)
  expect(meetsShare(45, 1000, 0.05)).toBe(true)
})

test('all cases means every one; no demand is always met; no cases meet none', () => {
  expect([meetsShare(999, 1000, 1), meetsShare(1000, 1000, 1)]).toEqual([false, true])
  expect([meetsShare(0, 1000, 0), meetsShare(0, 0, 0), meetsShare(0, 0, 0.1)]).toEqual([true, true, false])
})

test('a label that throws, or answers with anything but true or false, is named', () => {
  const ask = (answer: () => unknown) => () => hasLabel('c', { label: 'a', when: answer as never }, {})
  const cause = new Error('no x')
  expect(
    ask(() => {
      throw cause
    }),
  ).toThrow(
    expect.objectContaining({ code: 'ARGUMENT_INVALID', message: 'claim "c": cover "a".when threw: no x', cause }),
  )
  expect(
    ask(() => {
      throw 'text'
    }),
  ).toThrow('claim "c": cover "a".when threw: text')
  for (const [answer, shown] of [
    [1, '1'],
    [undefined, 'undefined'],
    [Promise.resolve(true), '{}'],
  ])
    expect(ask(() => answer)).toThrow(
      `claim "c": expected true or false, received the result of cover "a".when=${String(shown)}`,
    )
  expect([ask(() => true)(), ask(() => false)()]).toEqual([true, false])
})
