import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { KerasModel } from '../model/kerasModel.ts'
import { evaluate } from './evaluate.ts'
import { readNetwork } from './readNetwork.ts'

beforeEach(() => useBackend('cpu'))

type Layer = tf.layers.Layer & Record<string, unknown>
type Given = tf.Tensor | tf.Tensor[]

const symbolic = (value: unknown): tf.SymbolicTensor => value as tf.SymbolicTensor
const shift = (given: Given): tf.Tensor => tf.add([given].flat()[0]!, 5)
const [rows, columns, channels] = [3, 3, 2]

interface Parts {
  readonly model: tf.LayersModel
  readonly inner: tf.LayersModel
  readonly layers: Readonly<
    Record<'conv' | 'depthwise' | 'norm' | 'prelu' | 'relu' | 'pool' | 'flat' | 'dense' | 'softmax', Layer>
  >
}

/** A model with another inside it, of every kind of layer that an alteration below needs. */
function build(make: (args: ConstructorParameters<typeof tf.LayersModel>[0]) => tf.LayersModel = tf.model): Parts {
  const layers = {
    conv: tf.layers.conv2d({ filters: 2, kernelSize: 2, activation: 'tanh', padding: 'same' }),
    depthwise: tf.layers.depthwiseConv2d({ kernelSize: 2 }),
    norm: tf.layers.batchNormalization(),
    prelu: tf.layers.prelu({ alphaInitializer: 'ones', sharedAxes: [1, 2] }),
    relu: tf.layers.reLU({ maxValue: 2 }),
    pool: tf.layers.maxPooling2d({ poolSize: 2, strides: 1 }),
    flat: tf.layers.flatten(),
    dense: tf.layers.dense({ units: 2, activation: 'sigmoid' }),
    softmax: tf.layers.softmax(),
  } as unknown as Parts['layers']
  const input = tf.input({ shape: [rows, columns, channels] })
  let tensor = input
  for (const layer of Object.values(layers)) tensor = symbolic(layer.apply(tensor))
  const inner = make({ inputs: input, outputs: tensor, name: 'inner' })
  const x = tf.input({ shape: [rows, columns, channels], name: 'x' })
  const model = tf.model({ inputs: x, outputs: symbolic(inner.apply(x)), name: 'outer' })
  model.setWeights(
    model.getWeights().map((weight, i) => tf.abs(tf.randomNormal(weight.shape, 0.1, 1, 'float32', i + 1))),
  )
  return { model, inner, layers }
}

const values = Float32Array.from({ length: rows * columns * channels }, (_, i) => 1.5 * Math.sin(i * i))

/** Is what the model gives for one row what the network says? */
function isAsRead(model: tf.LayersModel): boolean {
  const output = tf.tidy(() =>
    (model.predictOnBatch(tf.tensor(values, [1, rows, columns, channels])) as tf.Tensor).dataSync(),
  )
  const expected = evaluate(readNetwork(model), [values])
  return expected.length === output.length && expected.every((value, i) => Math.abs(value - output[i]!) < 1e-5)
}

test('without an alteration it is read, and runs as read', () => {
  const { model } = build()
  expect(readNetwork(model).opaque).toEqual([])
  expect(isAsRead(model)).toBe(true)
})

/** Puts something in the place of a member of a class until the test ends. */
function patch(prototype: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(prototype, name)
  onTestFinished(() => {
    if (before === undefined) delete (prototype as Record<string, unknown>)[name]
    else Object.defineProperty(prototype, name, before)
  })
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true })
}

const prototypeOf = (value: object): Record<string, unknown> => Object.getPrototypeOf(value) as Record<string, unknown>
const spy = <T extends object>(object: T, method: string): T =>
  new Proxy(object, { get: (own, key) => (key === method ? shift : Reflect.get(own, key)) })

/** Ways to make a model compute something else, each with what the network then does not know. */
const alterations: Readonly<Record<string, [alter: (parts: Parts) => void, opaque: RegExp]>> = {
  'a layer with its own call': [({ layers: { dense } }) => (dense.call = shift), /Dense, altered: its own call/],
  'a layer with its own apply': [
    ({ layers: { dense } }) => (dense.apply = shift as never),
    /Dense, altered: its own apply/,
  ],
  'a nested model with its own call': [({ inner }) => (inner.call = shift), /inner \(Model, altered: its own call/],
  'a nested model with its own apply': [
    ({ inner }) => (inner.apply = shift as never),
    /inner \(Model, altered: its own apply/,
  ],
  'a model with its own predictOnBatch': [
    ({ model }) => {
      const own = model.predictOnBatch.bind(model)
      model.predictOnBatch = (x) => shift(own(x))
    },
    /outer \(Model, altered: its own predictOnBatch/,
  ],
  'a model with its own loop': [
    ({ model }) => ((model as unknown as Layer)['predictLoop'] = () => tf.tensor2d([[7, 7]])),
    /its own predictLoop/,
  ],
  'an activation with its own apply': [
    ({ layers: { dense } }) => ((dense['activation'] as Layer).apply = shift as never),
    /Dense, altered: activation: its own apply/,
  ],
  'a proxy for an activation': [
    ({ layers: { dense } }) => (dense['activation'] = spy(dense['activation'] as Layer, 'apply')),
    /Dense, altered: activation: a proxy/,
  ],
  'a proxy for strides': [
    ({ layers: { pool } }) => (pool['strides'] = new Proxy(pool['strides'] as number[], {})),
    /MaxPooling2D, altered: a proxy as its strides/,
  ],
  'an activation whose class has another apply': [
    ({ layers: { conv } }) => patch(prototypeOf(conv['activation'] as object), 'apply', shift),
    /Conv2D, altered: activation: apply of its class/,
  ],
  'a class with another call': [
    ({ layers: { pool } }) =>
      patch(prototypeOf(pool), 'poolingFunction', (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 2, 1, 'valid')),
    /MaxPooling2D, altered: poolingFunction of its class/,
  ],
  'a class that another extends with another call': [
    ({ layers: { pool } }) => {
      const base = Object.getPrototypeOf(prototypeOf(pool)) as Record<string, unknown>
      patch(base, 'call', (x: Given) => tf.avgPool([x].flat()[0] as tf.Tensor4D, 2, 1, 'valid'))
    },
    /MaxPooling2D, altered: call of its class/,
  ],
  'a model class with another call': [() => patch(tf.LayersModel.prototype, 'call', shift), /call of its class/],
  'a softmax of its own': [
    ({ layers: { softmax } }) => (softmax['softmax'] = (x: tf.Tensor) => tf.mul(x, 2)),
    /Softmax, altered: its own softmax/,
  ],
  'settings of its own': [
    ({ layers: { relu } }) => {
      const own = relu.getConfig.bind(relu)
      relu.getConfig = () => ({ ...own(), maxValue: 1 })
    },
    /ReLU, altered: its own getConfig/,
  ],
  'a scale that it has and should not use': [({ layers: { norm } }) => (norm['scale'] = false), /BatchNormalization/],
  'a rank of its own': [({ layers: { conv } }) => (conv['rank'] = 3), /Conv2D, altered: fields/],
  'a field that is computed': [
    ({ layers: { relu } }) => Object.defineProperty(relu, 'maxValue', { get: () => 1, enumerable: true }),
    /ReLU, altered: its own maxValue/,
  ],
  'weights in the place of others': [
    ({ layers: { dense } }) => {
      const other = tf.layers.dense({ units: 2, inputShape: [2] })
      other.build([null, 2])
      other.setWeights([
        tf.tensor2d([
          [9, 1],
          [1, 9],
        ]),
        tf.tensor1d([0, 0]),
      ])
      dense['kernel'] = (other as unknown as Layer)['kernel']
    },
    /Dense/,
  ],
  'weights that are read otherwise': [
    ({ layers: { dense } }) => {
      const kernel = dense['kernel'] as tf.LayerVariable
      const own = kernel.read()
      let times = 0
      kernel.read = () => (times++ > 9 ? own : tf.zerosLike(own))
    },
    /Dense/,
  ],
  'an activation that went': [({ layers: { dense } }) => (dense['activation'] = null), /Dense, altered: fields/],
  'a bias that it has and does not use': [
    ({ layers: { depthwise } }) => (depthwise['useBias'] = false),
    /DepthwiseConv2D/,
  ],
  'a hook': [
    ({ layers: { dense } }) =>
      dense.setCallHook((x) => {
        const [tensor] = [x].flat() as [tf.Tensor]
        tensor.dataSync().fill(3)
      }),
    /Dense, altered: fields/,
  ],
}

test.for(Object.entries(alterations))('%s is seen', ([name, [alter, opaque]]) => {
  const parts = build()
  alter(parts)
  expect(readNetwork(parts.model).opaque).toContainEqual(expect.stringMatching(opaque))
  // Two of them do not run at all.
  const runs = !['a rank of its own', 'an activation that went'].includes(name)
  expect(runs && isAsRead(parts.model)).toBe(false)
})

test('a proxy is not the layer or model that it stands before', () => {
  const x = tf.input({ shape: [2], name: 'x' })
  const dense = tf.layers.dense({ units: 2, name: 'dense' })
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })], name: 'inner' })
  const outputs = symbolic(spy(inner, 'call').apply(symbolic(spy(dense, 'call').apply(x))))
  expect(readNetwork(tf.model({ inputs: x, outputs })).opaque).toEqual([
    'dense (Dense, altered: a proxy)',
    'inner (Sequential, altered: a proxy)',
  ])
})

test('a field that settings tell is read as it is', () => {
  const parts = build()
  parts.layers.flat['dataFormat'] = 'channelsFirst'
  parts.layers.relu['maxValue'] = 0.25
  expect([readNetwork(parts.model).opaque, isAsRead(parts.model)]).toEqual([[], true])
})

test('a class of a caller between tf.js and a model may add, and may train otherwise, and no more', () => {
  class Adds extends tf.LayersModel {
    static override className = 'Adds'
    extra(): number {
      return 1
    }
    override async fit(): Promise<tf.History> {
      throw new Error('Use train.')
    }
  }
  class Spiky extends tf.LayersModel {
    static override className = 'Spiky'
    override call(inputs: Given, kwargs: never): Given {
      return tf.add([super.call(inputs, kwargs)].flat()[0]!, 1)
    }
  }
  class Twice extends KerasModel {
    override predictOnBatch(x: Given): Given {
      return tf.mul([super.predictOnBatch(x)].flat()[0]!, 2)
    }
  }
  expect(readNetwork(build((args) => new Adds(args)).model).opaque).toEqual([])
  const { model } = build((args) => new Spiky(args))
  expect(readNetwork(model).opaque).toEqual(['inner (Spiky, altered: call of its class)'])
  expect(isAsRead(model)).toBe(false)
  const { model: plain } = build()
  const twice = new Twice({ inputs: plain.inputs, outputs: plain.outputs, name: 'twice' })
  expect(readNetwork(twice).opaque).toEqual([expect.stringContaining('altered: predictOnBatch of its class')])
  expect(readNetwork(new KerasModel({ inputs: plain.inputs, outputs: plain.outputs })).opaque).toEqual([])
})

test('a sequential model that ran before it grew goes on as it was: it is not read as what it is now', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] })
  tf.dispose(model.predict(tf.zeros([1, 2])))
  expect(readNetwork(model).opaque).toEqual([])
  model.add(tf.layers.activation({ activation: 'sigmoid' }))
  expect(readNetwork(model).opaque).toEqual([expect.stringContaining('layers that were changed after it first ran')])
})

class Mask extends tf.layers.Layer {
  static className = 'Mask'
  constructor() {
    super({})
    this.supportsMasking = true
  }
  override call(inputs: Given): tf.Tensor {
    return tf.clone([inputs].flat()[0]!)
  }
  override computeMask(): tf.Tensor {
    return tf.tensor1d([1, 0, 0])
  }
}

test('a mask reaches layers on other branches: those that heed it are opaque', () => {
  const x = tf.input({ shape: [3] })
  const masked = symbolic(new Mask().apply(x))
  const soft = symbolic(tf.layers.softmax({ axis: -1, name: 'soft' }).apply(x))
  const output = symbolic(tf.layers.concatenate().apply([masked, soft]))
  expect(readNetwork(tf.model({ inputs: x, outputs: output })).opaque).toContain('soft (Softmax)')
  expect(readNetwork(tf.model({ inputs: x, outputs: soft })).opaque).toEqual([])
})

test('a nested model on another shape than it was built for is read in that shape, or not at all', () => {
  const input = tf.input({ shape: [2, 2, 1] })
  const padded = symbolic(
    tf.layers
      .zeroPadding2d({
        padding: [
          [0, 0],
          [1, 0],
        ],
      })
      .apply(input),
  )
  const pooled = symbolic(tf.layers.globalMaxPooling2d({}).apply(padded))
  const inner = tf.model({ inputs: input, outputs: pooled })
  const x = tf.input({ shape: [rows, columns, 1] })
  const model = tf.model({ inputs: x, outputs: symbolic(inner.apply(x)) })
  const network = readNetwork(model)
  expect(network.opaque).toEqual([])
  const one = Float32Array.from({ length: rows * columns }, (_, i) => i - 20)
  expect([...evaluate(network, [one])]).toEqual([0])
  const last = tf.model({
    inputs: x,
    outputs: symbolic(tf.model({ inputs: input, outputs: symbolic(tf.layers.flatten().apply(padded)) }).apply(x)),
  })
  expect(evaluate(readNetwork(last), [one])).toHaveLength(rows * (columns + 1))
  // Nobody knows what a layer of a caller's own makes of other shapes.
  class Unknown extends Mask {
    static override className = 'Unknown'
  }
  const foreign = tf.model({
    inputs: input,
    outputs: symbolic(tf.layers.globalMaxPooling2d({}).apply(symbolic(new Unknown().apply(input)))),
    name: 'foreign',
  })
  const outer = tf.model({ inputs: x, outputs: symbolic(foreign.apply(x)) })
  expect(readNetwork(outer).opaque).toEqual([expect.stringContaining('foreign (')])
  // Slopes for two columns, and three come.
  const slopes = tf.model({ inputs: input, outputs: symbolic(tf.layers.prelu({ name: 'slopes' }).apply(input)) })
  const wrong = tf.model({ inputs: x, outputs: symbolic(slopes.apply(x)) })
  expect(readNetwork(wrong).opaque).toEqual(['slopes (PReLU)'])
})

test('an open shape inside is filled by what comes in', () => {
  const input = tf.input({ shape: [null, null, 1] })
  const inner = tf.model({
    inputs: input,
    outputs: symbolic(
      tf.layers
        .globalAveragePooling2d({})
        .apply(symbolic(tf.layers.conv2d({ filters: 2, kernelSize: 2 }).apply(input))),
    ),
  })
  const x = tf.input({ shape: [rows, columns, 1] })
  const network = readNetwork(tf.model({ inputs: x, outputs: symbolic(inner.apply(x)) }))
  expect([network.opaque, network.operations[network.output]!.size]).toEqual([[], 2])
})

test('what reads the result of a layer that nobody knows is unknown as a whole: its shape is', () => {
  // Says that it gives three numbers, as layers do that do not say, and gives four.
  class Wider extends tf.layers.Layer {
    static className = 'Wider'
    override call(inputs: Given): tf.Tensor {
      return tf.pad([inputs].flat()[0] as tf.Tensor2D, [
        [0, 0],
        [1, 0],
      ])
    }
  }
  const x = tf.input({ shape: [3] })
  const joined = symbolic(tf.layers.concatenate().apply([symbolic(new Wider({ name: 'wider' }).apply(x)), x]))
  const image = symbolic(tf.layers.reshape({ targetShape: [1, 6, 1] }).apply(joined))
  const network = readNetwork(
    tf.model({
      inputs: x,
      outputs: symbolic(
        tf.layers
          .cropping2D({
            cropping: [
              [0, 0],
              [3, 0],
            ],
          })
          .apply(image),
      ),
    }),
  )
  expect(network.opaque).toEqual(['wider (Wider)'])
  expect([...evaluate(network, [Float32Array.of(1, 2, 3)])]).toEqual([NaN, NaN, NaN])
  // Slopes for two numbers, and one comes: there are two then.
  const slopes = tf.layers.prelu()
  slopes.apply(tf.input({ shape: [2] }))
  const one = tf.input({ shape: [1] })
  const spread = tf.model({
    inputs: one,
    outputs: symbolic(tf.layers.concatenate().apply([symbolic(slopes.apply(one)), one])),
  })
  expect([...evaluate(readNetwork(spread), [Float32Array.of(5)])]).toEqual([NaN, NaN])
  expect((spread.predict(tf.tensor2d([[5]])) as tf.Tensor).shape).toEqual([1, 3])
})
