import fc from 'fast-check'
import { expect, test } from 'vitest'
import { optionTable } from './optionTable.ts'
import { parseOption } from './parseOption.ts'

const { seed, cases, regions, seconds, backend, json } = optionTable

const seedError = '--seed: expected a whole number from -2147483648 to 4294967295, received '

/** What comes of it, as text: the result, or the error's message. */
function outcome(action: () => unknown): string {
  try {
    return String(action())
  } catch (error) {
    return (error as Error).message
  }
}

test('a whole number is read only as it is written back', () => {
  const text = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.double().map(String),
    fc.stringMatching(/^[-+ 0-9.e_x]{0,6}$/),
  )
  fc.assert(
    fc.property(text, (one) => {
      const accepted = /^(0|-?[1-9][0-9]*)$/.test(one) && Number(one) >= -(2 ** 31) && Number(one) < 2 ** 32
      const refusal = `${seedError}${JSON.stringify(one)}`
      expect(outcome(() => parseOption('seed', seed.type, one))).toBe(accepted ? one : refusal)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['seed', seed, '-5', -5],
  ['seed', seed, '4294967295', 4294967295],
  ['cases', cases, '1', 1],
  ['regions', regions, '200000', 200_000],
  ['seconds', seconds, '0.25', 0.25],
  ['seconds', seconds, '90', 90],
  ['backend', backend, 'wasm', 'wasm'],
  ['json', json, '-', '-'],
] as const)('--%s: %o reads %s', (name, { type }, text, value) => {
  expect(parseOption(name, type, text)).toBe(value)
})

test.each([
  ['seed', seed, '007'],
  ['seed', seed, '-0'],
  ['seed', seed, '4294967296'],
  ['cases', cases, '0'],
  ['cases', cases, '-5'],
  ['cases', cases, '1e3'],
  ['cases', cases, '1.5'],
  ['cases', cases, '9007199254740993'],
  ['regions', regions, '0'],
  ['regions', regions, '2.5'],
  ['seconds', seconds, '0'],
  ['seconds', seconds, '-1'],
  ['seconds', seconds, '1e3'],
  ['seconds', seconds, 'Infinity'],
  ['seconds', seconds, ''],
  ['backend', backend, 'gpu'],
  ['backend', backend, ''],
  ['json', json, ''],
] as const)('--%s: %o refuses %j', (name, { type }, text) => {
  expect(() => parseOption(name, type, text)).toThrow(
    expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(`received ${JSON.stringify(text)}`) }),
  )
})
