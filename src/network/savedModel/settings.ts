import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import type { GraphNode } from '../graphModel/graphFile.ts'

type Attributes = Readonly<Record<string, object>>

const ones = (count: number): object => ({ list: { i: Array.from({ length: count }, () => '1') } })
const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') })
const epsilon = { epsilon: { f: Math.fround(0.0001) } }

/**
 * What TensorFlow's operators mean by attributes that a file leaves out, where tf.js means something else or nothing:
 * files that are saved with few attributes have these nowhere (TensorFlow 2.15's registry of operators).
 */
const defaults: Readonly<Record<string, Attributes>> = {
  Conv2D: { dilations: ones(4) },
  Conv3D: { dilations: ones(5), data_format: text('NDHWC') },
  CropAndResize: { method: text('bilinear'), extrapolation_value: { f: 0 } },
  DepthToSpace: { data_format: text('NHWC') },
  DepthwiseConv2dNative: { dilations: ones(4) },
  FusedBatchNorm: epsilon,
  FusedBatchNormV2: epsilon,
  FusedBatchNormV3: epsilon,
  ImageProjectiveTransformV3: { fill_mode: text('CONSTANT') },
  LeakyRelu: { alpha: { f: Math.fround(0.2) } },
  OneHot: { axis: { i: '-1' } },
  Range: { Tidx: { type: 'DT_INT32' } },
  TopKV2: { sorted: { b: true } },
}

/** The attributes of a node, with those that its file leaves out because they are as usual. */
export function settled(op: string, attributes: Attributes): Attributes {
  return Object.hasOwn(defaults, op) ? { ...defaults[op], ...attributes } : attributes
}

interface Held {
  readonly s?: string
  readonly b?: boolean
  readonly i?: string
  readonly list?: { readonly i?: readonly string[] }
}

const held = (attributes: Attributes, name: string): Held => (attributes[name] ?? {}) as Held
const textOf = ({ s }: Held): string => Buffer.from(s ?? '', 'base64').toString('utf8')

/** Settings, by what they are called, that tf.js passes over: what it computes would be something else. */
const passedOver: Readonly<Record<string, (op: string, attributes: Attributes) => boolean>> = {
  'data_format, unless channels are last': (_op, attributes) =>
    !['', 'NHWC', 'NDHWC'].includes(textOf(held(attributes, 'data_format'))),
  is_training: (op, attributes) => op.startsWith('FusedBatchNorm') && held(attributes, 'is_training').b !== false,
  dilations: (op, attributes) =>
    op === 'Conv2DBackpropInput' && (held(attributes, 'dilations').list?.i ?? []).some((step) => step !== '1'),
  axis: (op, attributes) => op === 'OneHot' && held(attributes, 'axis').i !== '-1',
  explicit_paddings: (op, attributes) => op === 'MaxPool' && textOf(held(attributes, 'padding')) === 'EXPLICIT',
  'that remainders have the sign of what is divided': (op) => op === 'Mod',
  'what is quantized': (op) => op === 'FakeQuantWithMinMaxVars',
}

/** @throws OPERATOR_UNSUPPORTED for a node that tf.js takes otherwise than TensorFlow, without a word */
export function checkSettings({ name, op, attr }: GraphNode): void {
  const found = Object.entries(passedOver).find(([, isPassedOver]) => isPassedOver(op, (attr ?? {}) as Attributes))
  if (found === undefined) return
  throw new OvershootError(
    'OPERATOR_UNSUPPORTED',
    `node ${brief(name, 120)} (${brief(op, 60)}): TensorFlow.js, which runs the graph here, passes over ${found[0]}`,
  )
}
