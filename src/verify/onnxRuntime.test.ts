import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type OnnxDraft, writeOnnx } from '../../test/network/onnx/writeOnnx.ts'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import type { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, box, claim, interval, within, type Quantifier } from '../claim/index.ts'
import type { Verdict } from '../claim/verdict.ts'
import { loadOnnx } from '../network/onnx/loadOnnx.ts'
import { verify, type VerifyOptions } from '../index.ts'

const folder = temporaryFolder()
beforeAll(() => useBackend('onnxruntime'))

async function load(made: Partial<OnnxDraft> & Pick<OnnxDraft, 'nodes'>): Promise<tf.LayersModel> {
  const path = join(folder, 'model.onnx')
  const usual = { opset: 20, initializers: [], inputs: [{ name: 'x', shape: ['N', 1] }], outputs: ['y'] }
  await writeFile(path, writeOnnx({ ...usual, ...made }))
  return loadOnnx(path)
}

const sigmoid = { nodes: [{ type: 'Sigmoid', inputs: ['x'], outputs: ['y'] }] }

async function decide(
  model: tf.LayersModel,
  domain: Parameters<typeof claim>[2]['inputs'],
  holds: Quantifier,
  options: VerifyOptions = {},
): Promise<Verdict> {
  return verify(claim('c', model, { inputs: domain, holds }), { cases: 500, ...options })
}

test('a sigmoid stays in (0, 1) as far as its kernel of ONNX Runtime does, and no further', async () => {
  const model = await load(sigmoid)
  const inside = always(within(0, 1, { open: true }))
  expect(await decide(model, interval(-15, 15), inside)).toMatchObject({ status: 'proved', backend: 'onnxruntime' })
  const refuted = await decide(model, interval(-20, 15), inside)
  expect(refuted).toMatchObject({ status: 'refuted', counterexample: { output: 0 } })
  // Native's first 0 is at -87.3.
  expect(refuted.counterexample!.inputs['x']![0]).toBeGreaterThan(-19)
})

test('a proof says what it rests on', async () => {
  const model = await load(sigmoid)
  const { restsOn } = await decide(model, interval(-1, 1), always(within(0, 1)))
  expect(restsOn).toEqual([
    expect.stringMatching(/^sigmoid on onnxruntime \(ONNX Runtime .*all 2\^32 float32 inputs tried/),
    expect.stringMatching(/^onnxruntime \(ONNX Runtime .*without graph optimizations/),
  ])
})

test('what was not looked at is searched, and named where it stops a proof', async () => {
  const model = await load({ nodes: [{ type: 'Softsign', inputs: ['x'], outputs: ['y'] }] })
  const holds = await decide(model, interval(-1, 1), always(within(-1, 1)))
  expect(holds).toMatchObject({ status: 'survived', reason: expect.stringContaining('Softsign') })
  expect(await decide(model, interval(-1, 1), always(within(-1, 0.4)))).toMatchObject({ status: 'refuted' })
})

test('a model that cannot be read is climbed without gradients, refuted and shrunk', async () => {
  // -(det x - 1.234)^2: no corner of the box is near 0, and hardly a random case.
  const model = await load({
    nodes: [
      { type: 'Det', inputs: ['x'], outputs: ['d'] },
      { type: 'Sub', inputs: ['d', 'c'], outputs: ['s'] },
      { type: 'Mul', inputs: ['s', 's'], outputs: ['q'] },
      { type: 'Neg', inputs: ['q'], outputs: ['y'] },
    ],
    initializers: [{ name: 'c', dims: [], type: 'float', values: [1.234] }],
    inputs: [{ name: 'x', shape: ['N', 3, 3] }],
  })
  const found = await decide(model, box([3, 3], -1, 1), always(within(-Infinity, -1e-11)), { cases: 20_000 })
  expect(found).toMatchObject({ status: 'refuted', by: 'gradient', counterexample: { minimal: true } })
  expect(found.warnings).toEqual([expect.stringContaining('not searched along gradients')])
  const survived = await decide(model, box([3, 3], -1, 1), always(within(-40, 5)))
  expect(survived).toMatchObject({ status: 'survived', reason: expect.stringContaining('Det') })
})

describe('what its kernels make otherwise than they are read is not proved', () => {
  /** The nodes make `v`; y is v where x is this number, which no search meets, and 0 elsewhere. */
  const C = Math.fround(0.371233)
  const node = (type: string, inputs: string, attributes = {}, output = 'v'): OnnxDraft['nodes'][number] => ({
    type,
    inputs: inputs.split(' '),
    outputs: [output],
    attributes,
  })
  const numbers = (name: string, values: number[], dims: number[] = [], type: 'float' | 'int64' = 'float') => ({
    name,
    dims,
    type,
    values,
  })
  // Past the largest float32 wherever x is.
  const endless = [node('Add', 'x huge', {}, 's'), node('Mul', 's s', {}, 's2'), node('Mul', 's2 s', {}, 'up')]
  const huge = numbers('huge', [1e30])
  const four = [numbers('e', [1, 1, 4], [3], 'int64')]

  test.for<[string, OnnxDraft['nodes'], OnnxDraft['initializers'], [number, number]]>([
    ['a Selu of other numbers', [node('Selu', 'm', { alpha: 1e-45, gamma: 1e38 })], [numbers('m', [-0.3])], [-1e-8, 1]],
    ['Clip of what is endless', [...endless, node('Clip', 'up', {}, 'c'), node('Reciprocal', 'c')], [huge], [0, 1e-39]],
    [
      'Clip on one side of what is endless',
      [...endless, node('Clip', 'up zero', {}, 'c'), node('Reciprocal', 'c')],
      [huge],
      [0, 1e-39],
    ],
    [
      'MaxPool of what is endless',
      [
        ...endless,
        node('Neg', 'up', {}, 'down'),
        node('Expand', 'down e', {}, 'u'),
        node('MaxPool', 'u', { kernel_shape: [2n] }, 'p'),
        node('Reciprocal', 'p'),
      ],
      [huge, ...four],
      [-1e-39, 0],
    ],
    [
      'the least of long integers',
      [
        node('Cast', 'x', { to: 7n }, 'i'),
        node('Add', 'i far', {}, 'f'),
        node('Min', 'f one', {}, 'k'),
        node('Cast', 'k', { to: 1n }),
      ],
      [numbers('far', [3e9, 3e9, 3e9, 3e9], [4], 'int64'), numbers('one', [1], [], 'int64')],
      [0, 2],
    ],
  ])('%s', async ([, nodes, more, [lo, hi]]) => {
    const model = await load({
      opset: 13,
      nodes: [node('Equal', 'x C', {}, 'is'), ...nodes, node('Where', 'is v zero', {}, 'y')],
      initializers: [numbers('C', [C]), numbers('zero', [0]), ...more],
      inputs: [{ name: 'x', shape: [1, 1] }],
    })
    const { status } = await decide(model, box([1], 0, 1), always(within(lo, hi)))
    expect(status).not.toBe('proved')
  })
})
