import { describe, expect, test } from 'vitest'
import { checkSettings, settled } from './settings.ts'

const text = (value: string) => ({ s: Buffer.from(value).toString('base64') })
const steps = (...numbers: number[]) => ({ list: { i: numbers.map(String) } })

test('what a file leaves out is as TensorFlow means it, and what it states is as stated', () => {
  expect(settled('FusedBatchNormV3', {})).toEqual({ epsilon: { f: Math.fround(0.0001) } })
  expect(settled('FusedBatchNormV3', { epsilon: { f: 0.5 } })).toEqual({ epsilon: { f: 0.5 } })
  expect(settled('Conv2D', { dilations: steps(1, 2, 2, 1) })).toEqual({ dilations: steps(1, 2, 2, 1) })
  expect(settled('Relu', { T: { type: 'DT_FLOAT' } })).toEqual({ T: { type: 'DT_FLOAT' } })
})

describe('settings that tf.js passes over', () => {
  test.each<[string, object, string, object]>([
    ['MaxPool', { data_format: text('NCHW') }, 'data_format', { data_format: text('NHWC') }],
    ['Conv3D', { data_format: text('NCDHW') }, 'data_format', { data_format: text('NDHWC') }],
    ['FusedBatchNormV3', {}, 'is_training', { is_training: { b: false } }],
    ['FusedBatchNorm', { is_training: { b: true } }, 'is_training', { is_training: { b: false } }],
    ['Conv2DBackpropInput', { dilations: steps(1, 2, 2, 1) }, 'dilations', { dilations: steps(1, 1, 1, 1) }],
    ['OneHot', { axis: { i: '0' } }, 'axis', { axis: { i: '-1' } }],
    ['MaxPool', { padding: text('EXPLICIT') }, 'explicit_paddings', { padding: text('SAME') }],
  ])('%s %o', (op, refused, what, taken) => {
    const node = { name: 'it', op, input: [] }
    expect(() => checkSettings({ ...node, attr: refused as Record<string, object> })).toThrow(
      `node it (${op}): TensorFlow.js, which runs the graph here, passes over ${what}`,
    )
    expect(() => checkSettings({ ...node, attr: taken as Record<string, object> })).not.toThrow()
  })

  test('operators that are others there', () => {
    for (const op of ['Mod', 'FakeQuantWithMinMaxVars'])
      expect(() => checkSettings({ name: 'it', op, attr: {} })).toThrow('passes over')
    expect(() => checkSettings({ name: 'it', op: 'FloorMod', attr: {} })).not.toThrow()
  })
})
