import { expect, test } from 'vitest'
import type { Playground, PlaygroundOutput } from '../page/reportData.ts'
import { joinPlaygrounds } from './joinPlaygrounds.ts'
import { fromPlainPlayground, toPlainPlayground } from './plainPlayground.ts'

const x = { kind: 'number', name: 'x', lo: 0, hi: 1, start: 0 } as const
const letters = { kind: 'letters', name: 'letters', alphabet: '01', start: '010' } as const
const network = { operations: [{ kind: 'affine', layer: 'dense_Dense1' }] }
const output: PlaygroundOutput = { name: 'sum', network, inputs: ['x'], certified: [-Infinity, 4] }
const playground = (more: Partial<Playground>): Playground => ({
  backend: 'cpu',
  inputs: [x],
  outputs: [output],
  ...more,
})

test('of one file all stays, of none there is none', () => {
  expect(joinPlaygrounds([playground({})])).toEqual(playground({}))
  expect(joinPlaygrounds([])).toBeUndefined()
})

test('the same model of two files is there once, with the closer bounds and what is claimed in either', () => {
  const other = { ...output, certified: [0, 5], claimed: [0, 1], open: [true, false] } as const
  const joined = joinPlaygrounds([playground({}), playground({ outputs: [other] })])
  expect(joined).toEqual(
    playground({ outputs: [{ ...output, certified: [0, 4], claimed: [0, 1], open: [true, false] }] }),
  )
})

test('what has one name and is something else is apart, and bounds stay those over the own inputs', () => {
  const wide = { ...x, hi: 9 }
  const joined = joinPlaygrounds([
    playground({}),
    playground({ inputs: [wide] }),
    playground({ inputs: [wide], outputs: [{ ...output, network: {} }] }),
  ])
  expect(joined!.inputs).toEqual([x, { ...wide, name: 'x_2' }])
  expect(joined!.outputs).toEqual([
    output,
    { ...output, name: 'sum_2', inputs: ['x_2'] },
    { ...output, name: 'sum_3', inputs: ['x_2'], network: {} },
  ])
})

test('letters are those of the alphabet that is given, where it has as many', () => {
  const inLetters = playground({ inputs: [letters], outputs: [{ ...output, inputs: ['letters'] }] })
  const inputsWith = (alphabet: string) => joinPlaygrounds([inLetters], { letters: alphabet })!.inputs
  expect(inputsWith('A😀')).toEqual([{ ...letters, alphabet: 'A😀', start: 'A😀A' }])
  expect(inputsWith('ABC')).toEqual([letters])
})

test('bounds of another backend are none of this one, and what is too large is left out and said', () => {
  const large = { ...output, name: 'large', network: 'x'.repeat(1_000_000) }
  const all = [playground({ caption: 'c' }), playground({ backend: 'wasm', inputs: [letters] })]
  expect(joinPlaygrounds([...all, playground({ outputs: [large] })])).toEqual(
    playground({ caption: 'c Left out: large (too large).' }),
  )
})

test('it crosses processes whole, but for the names of layers; anything else is none', () => {
  const other = { ...output, claimed: [0, Infinity], open: [false, true] } as const
  const both = playground({ inputs: [x, letters], outputs: [output, other] })
  const written: unknown = JSON.parse(JSON.stringify(toPlainPlayground(both)))
  const unnamed = { operations: [{ kind: 'affine', layer: '' }] }
  expect(fromPlainPlayground(written)).toEqual({
    ...both,
    outputs: both.outputs.map((one) => ({ ...one, network: unnamed })),
  })
  for (const wrong of [undefined, {}, { ...both, backend: 'mine' }]) expect(fromPlainPlayground(wrong)).toBeUndefined()
})
