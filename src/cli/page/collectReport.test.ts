import { beforeAll, describe, expect, test } from 'vitest'
import { startCpu } from '../../backend/cpu/startCpu.ts'
import { tf } from '../../backend/tf.ts'
import { always, box, type Claim, claim, finite, interval, oneHot, unbounded, within } from '../../claim/index.ts'
import type { OutputSet } from '../../claim/set.ts'
import type { Verdict } from '../../claim/verdict.ts'
import type { Playground } from '../../report/page/reportData.ts'
import { verify } from '../../verify.ts'
import { rowsFor } from '../../report/module/claimsData.ts'
import { collectReport } from '../../report/collectReport.ts'
import type { Subject } from '../verify/subject.ts'

await startCpu()
const x = tf.input({ shape: [1], name: 'x' })
const letters = tf.input({ shape: [3, 2], name: 'letters' })
const apply = (layer: tf.layers.Layer, ...to: tf.SymbolicTensor[]) =>
  layer.apply(to.length === 1 ? to[0]! : to) as tf.SymbolicTensor
const counted = apply(
  tf.layers.dense({ units: 1, kernelInitializer: 'ones', name: 'count' }),
  apply(tf.layers.flatten(), letters),
)
const sum = tf.model({ inputs: [x, letters], outputs: apply(tf.layers.add(), x, counted), name: 'sum' })
const twin = tf.model({ inputs: x, outputs: apply(tf.layers.activation({ activation: 'sigmoid' }), x), name: 'sum' })
const two = tf.model({ inputs: x, outputs: apply(tf.layers.dense({ units: 2 }), x), name: 'two' })
class Mystery extends tf.layers.Layer {
  static className = 'Mystery'
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return Array.isArray(inputs) ? inputs[0]! : inputs
  }
}
const mystery = tf.model({ inputs: x, outputs: apply(new Mystery({}), x), name: 'mystery' })
const plane = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'plane' })], name: 'plane' })

const inputs = { x: interval(-5, 5), letters: oneHot(3, 2) }
const claims = [
  claim('the sum lies in [0, 1], they say', sum, { inputs, holds: always(within(0, 1)), expect: 'refuted' }),
  claim('the sum lies in [-3, 9]', sum, { inputs, holds: always(within(-3, 9)) }),
  claim('the sigmoid is unbounded', twin, { inputs: finite(), holds: unbounded(), expect: 'refuted' }),
]
const left = [
  claim('two', two, { inputs: interval(0, 1), holds: always(within(0, 1)) }),
  claim('mystery', mystery, { inputs: interval(0, 1), holds: always(within(0, 1)) }),
  claim('plane', plane, { inputs: box([2], 0, 1), holds: always(within(0, 1)) }),
]

let verdicts: Verdict[]
beforeAll(async () => {
  verdicts = []
  for (const one of claims) verdicts.push(await verify(one, { cases: 100 }))
})

const collect = (more: Partial<Subject> = {}) => collectReport({ claims, source: () => 'some.ts', ...more }, verdicts)
const playgroundOf = async (some: readonly Claim[], report: NonNullable<Subject['report']> = {}) =>
  (await collectReport({ claims: some, report }, [])).playground
const numberOf = (playground: Playground | undefined, name: string) =>
  playground?.inputs.find((input) => input.name === name)

const rows = {
  caption: 'c',
  x: { name: 'x', values: [1] },
  y: { name: 'y', values: [NaN] },
  output: { name: 'o', values: [Infinity] },
  range: [0, 1],
  truth: { name: 't', classes: ['no'], values: [0] },
  columns: [],
  others: [],
}

describe('a page', () => {
  test('of nothing but claims has the verdicts and their models', async () => {
    const data = await collect()
    expect(Object.keys(data).sort()).toEqual(['backend', 'playground', 'title', 'verdicts'])
    expect(data.backend).toMatch(/^cpu \(tfjs /)
    expect(data.verdicts).toStrictEqual(verdicts)
  })

  test('of verdicts of other backends too names all of them', async () => {
    const decided = [{ ...verdicts[0]!, backend: 'wasm' as const }]
    const data = await collect({ decided })
    expect(data).toMatchObject({ backend: 'cpu, wasm', verdicts: [...verdicts, ...decided] })
  })

  test('gives the verdicts to a report that asks for them, and takes data as functions too', async () => {
    const report = async (all: readonly Verdict[]) => ({ lead: all.map(({ status }) => status) })
    const data = async () => ({ inputs: { letters: { alphabet: 'AC', rows: ['AAA'] }, x: [1] } })
    expect(await collect({ report, data })).toMatchObject({
      lead: ['refuted', 'proved', 'refuted'],
      alphabets: { letters: 'AC' },
      playground: { inputs: [{ name: 'x' }, { name: 'letters', alphabet: 'AC', start: 'AAA' }] },
    })
  })
})

describe('a playground', () => {
  test('has the models of the claims, by names that differ', async () => {
    const { playground } = await collect()
    expect(playground).toMatchObject({
      backend: 'cpu',
      inputs: [
        { kind: 'number', name: 'x', lo: -5, hi: 5, start: 0 },
        { kind: 'letters', name: 'letters', alphabet: '01', start: '000' },
      ],
      outputs: [
        { name: 'sum', inputs: ['x', 'letters'], claimed: [0, 1], network: { output: expect.any(Number) } },
        { name: 'sum (2)', inputs: ['x'] },
      ],
    })
    expect(playground).not.toHaveProperty('caption')
    expect(playground!.outputs[1]).not.toHaveProperty('claimed')
  })

  test('is certified over what its controls allow, no worse than the verdicts about that', async () => {
    const [first, second] = (await collect()).playground!.outputs
    const [lo, hi] = first!.certified
    expect(lo).toBeLessThanOrEqual(-2)
    expect(hi).toBeGreaterThanOrEqual(8)
    expect(lo).toBeGreaterThanOrEqual(verdicts[1]!.certified[0])
    expect(hi).toBeLessThanOrEqual(verdicts[1]!.certified[1])
    const [from, to] = second!.certified
    expect([from, to]).toEqual([expect.closeTo(1 / (1 + Math.exp(5)), 4), expect.closeTo(1 / (1 + Math.exp(-5)), 4)])
  })

  test('shows what is claimed over all that its controls allow, not over less, with the ends that it has', async () => {
    const of = (from: number, to: number, set: OutputSet) =>
      claim(`${from} to ${to}`, twin, { inputs: interval(from, to), holds: always(set) })
    const wide = of(-5, 5, within(0, 1, { open: true }))
    const outputOf = async (some: readonly Claim[]) => (await playgroundOf(some))!.outputs[0]!
    // The first claim says where the control runs.
    expect(await outputOf([of(-1, 1, within(0, 2)), wide])).toMatchObject({ claimed: [0, 2] })
    expect(await outputOf([wide, of(-1, 1, within(0, 2))])).toMatchObject({ claimed: [0, 1], open: [true, true] })
    const free = claim('free', twin, { inputs: interval(-3, 3), holds: unbounded() })
    expect(await outputOf([free, of(-1, 1, within(0, 2)), wide])).toMatchObject({ claimed: [0, 1] })
    expect(await outputOf([free, wide, of(-3, 3, within(0, 3))])).toMatchObject({ claimed: [0, 3] })
    expect(await outputOf([free, wide, of(-3, 3, within(0, 3))])).not.toHaveProperty('open')
    expect(await outputOf([free, of(-1, 1, within(0, 2))])).not.toHaveProperty('claimed')
  })

  test('counts letters as people do: one outside the basic plane is one', async () => {
    const data = { inputs: { letters: { alphabet: '😀😁', rows: ['😀😁😁'] } } }
    const predictions = { ...rows, inputs: { x: [1], letters: ['😁😀😀'] } }
    const { playground } = await collect({ data, report: { predictions } as never })
    expect(numberOf(playground, 'letters')).toMatchObject({ alphabet: '😀😁', start: '😀😀😀' })
    expect(rowsFor(claims[0]!, data, 'some.ts')!.inputs[1]).toEqual(Float32Array.of(1, 0, 0, 1, 0, 1))
    const odd = { ...rows, inputs: { letters: ['😁😀'] } }
    await expect(collect({ data, report: { predictions: odd } as never })).rejects.toThrow('3 letters out of 😀😁')
  })

  test('leaves out what a page cannot compute, and says so', async () => {
    const playground = await playgroundOf([...claims, ...left])
    expect(playground!.outputs.map(({ name }) => name)).toEqual(['sum', 'sum (2)'])
    expect(playground!.caption).toMatch(
      /^Left out: two \(2 output numbers\), mystery \(unknown layers: .*Mystery\)\), plane \(no claim has plane_input as one number or letters\)\.$/,
    )
    expect(await playgroundOf(left)).toBeUndefined()
    expect(await playgroundOf([])).toBeUndefined()
  })

  test('leaves out a model whose output may be NaN: what a page computes would be a number', async () => {
    const huge = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          useBias: false,
          weights: [tf.tensor2d([[3e38, 3e38]])],
          inputShape: [1],
          name: 'x',
        }),
        tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[1], [-1]])] }),
      ],
      name: 'huge',
    })
    const about = claim('huge', huge, { inputs: interval(-10, 10), holds: always(within(0, 1)) })
    const playground = await playgroundOf([...claims, about])
    expect(playground!.caption).toBe('Left out: huge (its output may be NaN).')
    huge.dispose()
  })

  test('takes the models, starts and units that it is given', async () => {
    const report = {
      playground: {
        caption: 'Try.',
        models: { twin, plane },
        inputs: { x: { start: 1, unit: { name: 'bits', lo: -1, hi: 1 } } },
      },
    }
    expect(await playgroundOf([...claims, ...left], report)).toMatchObject({
      caption: 'Try. Left out: plane (no claim has plane_input as one number or letters).',
      inputs: [{ name: 'x', start: 1, unit: { name: 'bits', lo: -1, hi: 1 } }],
      outputs: [{ name: 'twin' }],
    })
  })

  test.each([
    [[finite()], -10, 10, 0],
    [[finite(), interval(2, 3)], 2, 3, 2],
    [[interval(2, 3), interval(0, 9)], 2, 3, 2],
    [[interval(7, Infinity)], 7, 17, 7],
    [[interval(-Infinity, 1e6)], -10, 1e6, 0],
    [[interval(-Infinity, -3)], -13, -3, -3],
  ])('of domains %# runs where a slider can', async (domains, lo, hi, start) => {
    const some = domains.map((domain, i) => claim(`claim ${i}`, twin, { inputs: domain, holds: unbounded() }))
    expect(numberOf(await playgroundOf(some), 'x')).toEqual({ kind: 'number', name: 'x', lo, hi, start })
  })
})

describe('a report', () => {
  const statement = { id: 'a', text: 't', status: 'proved', reason: 'r', evidence: [] as string[] }
  const control = (name: string, parts: object) => ({ playground: { inputs: { [name]: parts } } })

  test('of rows that came out as no numbers is taken', async () => {
    const report = { predictions: { ...rows, inputs: { x: [1], letters: ['010'] } }, statements: [statement] } as never
    expect(await collect({ report })).toMatchObject({ predictions: rows, statements: [statement] })
  })

  const wrong: [report: unknown, message: string][] = [
    [{ titel: 'x' }, 'at the top: Unrecognized key: "titel"'],
    ['a text', 'at the top: Invalid input'],
    [{ statements: [statement, statement] }, 'statements: the id "a" is there twice'],
    [{ statements: [{ ...statement, evidence: ['none'] }] }, 'statements: a: no claim is named "none"'],
    [{ statements: [{ ...statement, id: 'a b' }] }, 'statements.0.id: expected letters, digits and hyphens'],
    [
      { statements: [{ ...statement, tables: [{ caption: 'c', columns: ['a'], rows: [[1, 2]] }] }] },
      'statements.0.tables.0: each row needs a cell a column',
    ],
    [{ predictions: { ...rows, y: { name: 'y', values: [1, 2] } } }, 'predictions: 2 values of y, 1 of o'],
    [{ predictions: { ...rows, columns: [{ name: 'row', values: [] }] } }, 'predictions: 0 values of row, 1 of o'],
    [{ predictions: { ...rows, inputs: { x: [] } } }, 'predictions: 0 values of inputs.x, 1 of o'],
    [{ predictions: { ...rows, inputs: { x: ['A'] } } }, 'predictions.inputs.x.0: expected a number, received "A"'],
    [
      { predictions: { ...rows, inputs: { letters: ['012'] } } },
      'predictions.inputs.letters.0: expected 3 letters out of 01, received "012"',
    ],
    [{ predictions: { ...rows, range: [1, 0] } }, 'predictions.range: expected lo < hi'],
    [
      { predictions: { ...rows, truth: { name: 't', classes: ['no'], values: [1] } } },
      'predictions.truth: values are places in classes',
    ],
    [{ playground: { models: { a: 5 } } }, 'playground.models.a: expected a tf.LayersModel'],
    [control('z', {}), 'playground.inputs.z: no claim has such an input'],
    [control('x', { start: 9 }), 'playground.inputs.x: start: expected a number from -5 to 5, received 9'],
    [
      control('letters', { start: '01' }),
      'playground.inputs.letters: start: expected 3 letters out of 01, received "01"',
    ],
    [control('letters', { unit: { name: 'u', lo: 0, hi: 1 } }), 'playground.inputs.letters: unit: letters have none'],
    [control('x', { unit: { name: 'u', lo: 1, hi: 1 } }), 'playground.inputs.x.unit: expected lo and hi to differ'],
    [
      () => {
        throw new Error('no luck')
      },
      'no luck',
    ],
  ]
  test.each(wrong.map(([report, message]) => [message, report]))('is refused: %s', async (message, report) => {
    await expect(collect({ report: report as never })).rejects.toMatchObject({
      code: 'CLAIMS_MODULE_UNREADABLE',
      message: expect.stringContaining(`some.ts: report: ${message}`) as string,
    })
  })
})
