import {
  bare,
  dense,
  type Draft,
  first,
  from,
  functional,
  input,
  type Json,
  layer,
  own,
  relu,
  sequence,
  weightOf,
  zeros,
} from './draft.ts'

const nestedModel = (depth: number): Json => {
  let inner = functional([input('in'), layer('Add', 'out', from('in', 'in'))], undefined, 'm0')
  for (let k = 1; k <= depth; k++) {
    const name = `inner${k}`
    const model = {
      ...inner,
      name,
      config: { ...inner.config, name },
      inbound_nodes: [[['in', 0, 0, {}]], [[name, 1, 0, {}]]],
    }
    inner = functional(
      [
        input('in'),
        model,
        layer('Add', 'out', [
          [
            [name, 1, 0, {}],
            [name, 2, 0, {}],
          ],
        ]),
      ],
      undefined,
      `m${k}`,
    )
  }
  return inner
}

const bidirectional = (depth: number): Json => {
  let inner: Json = { class_name: 'SimpleRNN', config: { name: 'r', units: 1 } }
  for (let k = 0; k < depth; k++)
    inner = {
      class_name: 'Bidirectional',
      config: { name: `b${k}`, layer: inner, ...(k === depth - 1 && { batch_input_shape: [null, 3, 2] }) },
    }
  return inner
}

/** Models whose layers are wrong in a way that somebody thought of. */
export const craftedGraphs: Readonly<Record<string, () => Draft>> = {
  'a circle of two layers': () => bare(functional([input('in'), relu('a', from('out')), relu('out', from('a'))])),
  'a layer that reads itself': () => bare(functional([input('in'), relu('out', from('out'))])),
  'a layer that reads nobody': () => bare(functional([input('in'), relu('out', from('nobody'))])),
  'a layer that reads a prototype': () => bare(functional([input('in'), relu('out', from('constructor'))])),
  'an application that never comes': () => bare(functional([input('in'), relu('out', [[['in', 5, 0, {}]]])])),
  'an application before the first': () => bare(functional([input('in'), relu('out', [[['in', -1, 0, {}]]])])),
  'an output that a layer lacks': () => bare(functional([input('in'), relu('out', [[['in', 0, 7, {}]]])])),
  'layers of one name': () => bare(functional([input('in'), relu('out', from('in')), relu('out', from('in'))])),
  'a layer of two names': () =>
    bare(
      functional([input('in'), { ...relu('x', from('in')), name: 'out' }, { ...relu('y', from('in')), name: 'out' }]),
    ),
  'a layer named __proto__': () =>
    bare(functional([input('in'), relu('__proto__', from('in')), relu('out', from('__proto__'))])),
  'a layer named toString': () =>
    bare(functional([input('in'), relu('toString', from('in')), relu('out', from('toString'))])),
  'nodes spelled twice': () =>
    bare(functional([input('in'), { ...relu('out', from('in')), inboundNodes: from('out') }])),
  'nodes of another version': () => bare(functional([input('in'), relu('out', [{ args: [], kwargs: {} }])])),
  'nodes with arguments': () =>
    bare(functional([input('in'), relu('out', [[['in', 0, 0, { training: true, mask: [1], __proto__: null }]]])])),
  'no output layers': () => bare(functional([input('in'), relu('out', from('in'))], [])),
  'output layers that are not there': () => bare(functional([input('in'), relu('out', from('in'))], [['gone', 0, 0]])),
  'output of an application that never comes': () =>
    bare(functional([input('in'), relu('out', from('in'))], [['out', 3, 0]])),
  'two outputs': () =>
    bare(
      functional(
        [input('in'), relu('out', from('in'))],
        [
          ['out', 0, 0],
          ['in', 0, 0],
        ],
      ),
    ),
  'layers backwards': () =>
    bare(
      functional([
        relu('out', from('a5')),
        ...[5, 4, 3, 2, 1].map((k) => relu(`a${k}`, from(`a${k - 1}`))),
        relu('a0', from('in')),
        input('in'),
      ]),
    ),
  'a chain of 3,000 layers': () =>
    bare(
      functional([
        input('in'),
        ...Array.from({ length: 3000 }, (_, k) =>
          relu(k === 2999 ? 'out' : `r${k}`, from(k === 0 ? 'in' : `r${k - 1}`)),
        ),
      ]),
    ),
  'a chain of 20,000 layers': () =>
    bare(
      functional([
        input('in'),
        ...Array.from({ length: 20_000 }, (_, k) =>
          relu(k === 19_999 ? 'out' : `r${k}`, from(k === 0 ? 'in' : `r${k - 1}`)),
        ),
      ]),
    ),
  'sixty doublings': () =>
    bare(
      functional([
        input('in'),
        ...Array.from({ length: 60 }, (_, k) =>
          layer(
            'Add',
            k === 59 ? 'out' : `a${k}`,
            from(...Array.from({ length: 2 }, () => (k === 0 ? 'in' : `a${k - 1}`))),
          ),
        ),
      ]),
    ),
  'models in models, three deep': () => bare(nestedModel(3)),
  'models in models, forty deep, twice each': () => bare(nestedModel(40)),
  'a hundred models in each other': () => bare(nestedModel(100)),
  'both directions of both directions, thirty deep': () => sequence(bidirectional(30)),
  'an unknown class': () => bare(functional([input('in'), layer('Conv9D', 'out', from('in'))])),
  'a class named constructor': () => bare(functional([input('in'), layer('constructor', 'out', from('in'))])),
  'a class named __proto__': () => bare({ class_name: '__proto__', config: { layers: [] } }),
  'a class that is no layer': () => bare({ class_name: 'Adam', config: { learning_rate: 1 } }),
  'an initializer that is a model': () =>
    sequence(layer('Dense', 'd', [], { ...first, units: 1, kernel_initializer: functional([relu('a', from('a'))]) })),
  'a cell that is a model in a circle': () =>
    sequence(layer('RNN', 'd', [], { batch_input_shape: [null, 3, 2], cell: functional([relu('a', from('a'))]) })),
  'a layer under layers of a layer': () =>
    sequence(
      layer('TimeDistributed', 'd', [], {
        batch_input_shape: [null, 3, 2],
        layer: { class_name: 'Sequential', config: [functional([relu('a', from('a'))])] },
      }),
    ),
  'a topology with a manifest of its own': () =>
    bare({
      modelTopology: sequence().json.modelTopology,
      weightsManifest: [{ paths: ['http://127.0.0.1:9/x'], weights: own }],
      pathPrefix: 'http://127.0.0.1:9/',
    }),
  'a topology without a class': () => bare({}),
  'a topology of another kind': () => bare({ node: [], versions: {} }),
  'a graph model': () => ({
    ...dense(1, own, zeros(3)),
    json: { ...dense(1, own, zeros(3)).json, format: 'graph-model' },
  }),
  'an empty sequence': () => sequence(),
  'a sequence without a shape': () => sequence(relu('r', [])),
  'an input of 10^12 numbers': () => sequence(layer('Flatten', 'f', [], { batch_input_shape: [null, 1e6, 1e6] })),
  'an input of negative length': () => sequence(layer('Flatten', 'f', [], { batch_input_shape: [null, -4] })),
  'an input of half a number': () => sequence(layer('Flatten', 'f', [], { batch_input_shape: [null, 2.5] })),
  'an input of text': () => sequence(layer('Flatten', 'f', [], { batch_input_shape: [null, 'a'] })),
  'an input of any length': () =>
    sequence(layer('GlobalAveragePooling1D', 'g', [], { batch_input_shape: [null, null, 2] })),
  'a batch of 10^12 rows': () => sequence(layer('Flatten', 'f', [], { batch_input_shape: [1e12, 2] })),
  'a state for 10^12 rows': () =>
    sequence(layer('SimpleRNN', 'f', [], { batch_input_shape: [1e12, 2, 2], units: 1, stateful: true })),
  'a vector repeated 10^12 times': () => sequence(layer('RepeatVector', 'f', [], { ...first, n: 1e12 })),
  'padding by 10^12': () =>
    sequence(
      layer('ZeroPadding2D', 'f', [], {
        batch_input_shape: [null, 2, 2, 1],
        padding: [
          [1e12, 1e12],
          [1e12, 1e12],
        ],
      }),
    ),
  'pooling over 10^9 steps at 10^6 places': () =>
    sequence(
      layer('MaxPooling1D', 'f', [], {
        batch_input_shape: [null, 1e6, 1],
        pool_size: [1e9],
        strides: [1],
        padding: 'same',
      }),
    ),
  'pooling without strides': () =>
    sequence(layer('MaxPooling1D', 'f', [], { batch_input_shape: [null, 10, 1], pool_size: [2], strides: [0] })),
  'upsampling by 10^9': () =>
    sequence(layer('UpSampling2D', 'f', [], { batch_input_shape: [null, 2, 2, 1], size: [1e9, 1e9] })),
  'a shape that does not fit': () => sequence(layer('Reshape', 'f', [], { ...first, target_shape: [7] })),
  'axes that are not there': () => sequence(layer('Permute', 'f', [], { ...first, dims: [1e12] })),
  'normalization along no axis': () => sequence(layer('BatchNormalization', 'f', [], { ...first, axis: -1e9 })),
  'a training config of nothing': () => ({
    ...dense(1, own, zeros(3)),
    json: { ...dense(1, own, zeros(3)).json, trainingConfig: {} },
  }),
  'an optimizer that is a layer': () => ({
    ...dense(1, own, zeros(3)),
    json: {
      ...dense(1, own, zeros(3)).json,
      trainingConfig: { loss: 'mse', optimizer_config: { class_name: 'Dense', config: { units: 1e12 } } },
    },
  }),
  'an optimizer that is a model in a circle': () => ({
    ...dense(1, own, zeros(3)),
    json: {
      ...dense(1, own, zeros(3)).json,
      trainingConfig: { loss: 'mse', optimizer_config: functional([relu('a', from('a'))]) },
    },
  }),
  'a loss named constructor': () => ({
    ...dense(1, own, zeros(3)),
    json: {
      ...dense(1, own, zeros(3)).json,
      trainingConfig: { loss: 'constructor', optimizer_config: { class_name: 'SGD', config: { learning_rate: 1 } } },
    },
  }),
  'state for an optimizer that keeps none': () => ({
    ...dense(1, [...own, weightOf('x', [1], { group: 'optimizer' })], zeros(4)),
  }),
  'parts that it has not': () => ({
    ...dense(1, own, zeros(3)),
    json: {
      ...dense(1, own, zeros(3)).json,
      userDefinedMetadata: { wideDeep: { linear: { name: 'a', output: 'b' }, deep: { name: 'c', output: 'd' } } },
    },
  }),
}
