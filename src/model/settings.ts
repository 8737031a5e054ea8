/** What tf.js does with one setting of a layer in a model's file. */
export interface Honoured {
  /** Does it compute what Keras means by this value? */
  accepts(value: unknown, config: Readonly<Record<string, unknown>>): boolean
  /** The values that it does, for messages. */
  readonly values: string
}

type Settings = Readonly<Record<string, Honoured>>

const any: Honoured = { accepts: () => true, values: 'any' }
const only = (...values: readonly unknown[]): Honoured => ({
  accepts: (value) => values.some((one) => (Array.isArray(value) ? value.every((x) => x === one) : value === one)),
  values: values.join(' or '),
})
/** Settings of which every value is honoured, or that only training heeds. */
const free = (names: string): Settings => Object.fromEntries(names.split(' ').map((name) => [name, any]))

const last = only('channelsLast')
const format = only('channelsLast', 'channelsFirst')
const undilated = only(1)
const off = only(false)

/** Zeros at the end of an axis: those that are there without the setting, too, are honoured. */
const outputPadding: Honoured = {
  accepts: (value, { kernelSize, strides, padding }) => {
    const axes = [kernelSize].flat().length
    const each = (given: unknown, axis: number): number => Number([given].flat()[axis] ?? [given].flat()[0] ?? 1)
    return Array.from({ length: axes }, (_, axis) => {
      const [size, stride] = [each(kernelSize, axis), each(strides, axis)]
      const usual = padding === 'same' ? stride - (size % 2) : Math.max(0, stride - size)
      return each(value, axis) === usual
    }).every(Boolean)
  },
  values: 'null, or what makes the same length',
}

const convolution: Settings = { ...free('filters kernelSize strides activation useBias rank'), groups: only(1) }
const flat: Settings = { ...convolution, ...free('dilationRate'), padding: only('valid', 'same'), dataFormat: format }
const transposed: Settings = {
  ...convolution,
  ...free('padding'),
  // Keras does not heed it there either.
  groups: any,
  dataFormat: format,
  dilationRate: undilated,
  outputPadding,
}
const pooling: Settings = { ...free('poolSize strides padding'), dataFormat: format }
const pooling1d: Settings = { ...pooling, dataFormat: last }
const globalPooling: Settings = { dataFormat: format, keepdims: off }
const globalPooling1d: Settings = { dataFormat: last, keepdims: off }
const cell: Settings = free(
  'units activation useBias dropout recurrentDropout recurrentActivation unitForgetBias implementation',
)
const gated: Settings = { ...cell, resetAfter: off }
const recurrent: Settings = {
  ...free('returnSequences returnState goBackwards stateful unroll inputDim inputLength cell numConstants'),
  timeMajor: off,
  zeroOutputForMask: off,
}
const convolutionalRecurrent: Settings = { ...flat, ...cell, ...recurrent }
const normalization: Settings = free('axis epsilon center scale')

/**
 * What of Keras 2.15's settings tf.js 4.22 honours, for each layer class that it can make of a file: names and values,
 * in tf.js' spelling. What is neither here nor in `everyLayer` it ignores in silence. Held against what Keras computes
 * in settings.test.ts.
 */
export const settingsOf: Readonly<Record<string, Settings>> = {
  Activation: free('activation'),
  Add: {},
  AlphaDropout: free('rate noiseShape seed'),
  Average: {},
  AveragePooling1D: pooling1d,
  AveragePooling2D: pooling,
  AveragePooling3D: pooling,
  BatchNormalization: {
    ...normalization,
    ...free('momentum fused synchronized'),
    mode: only(0),
    renorm: off,
    virtualBatchSize: only(null),
  },
  Bidirectional: { ...free('layer mergeMode'), backwardLayer: only(null) },
  CategoryEncoding: { ...free('numTokens outputMode'), sparse: off },
  CenterCrop: { ...free('height width'), dataFormat: last },
  Concatenate: {
    axis: {
      accepts: (axis) => axis === null || axis === -1 || Number(axis) > 0,
      values: '-1 or counted from the front',
    },
  },
  Conv1D: { ...flat, dataFormat: last },
  Conv2D: flat,
  Conv2DTranspose: transposed,
  Conv3D: flat,
  Conv3DTranspose: transposed,
  ConvLSTM2D: convolutionalRecurrent,
  ConvLSTM2DCell: convolutionalRecurrent,
  Cropping2D: { ...free('cropping'), dataFormat: format },
  Dense: free('units activation useBias inputDim'),
  DepthwiseConv2D: { ...flat, ...free('depthMultiplier groups'), dilationRate: undilated },
  Dot: free('axes normalize'),
  Dropout: free('rate noiseShape seed'),
  ELU: { alpha: only(1) },
  Embedding: free('inputDim outputDim maskZero inputLength'),
  Flatten: { dataFormat: format },
  GRU: { ...gated, ...recurrent },
  GRUCell: gated,
  GaussianDropout: free('rate seed'),
  GaussianNoise: free('stddev seed'),
  GlobalAveragePooling1D: globalPooling1d,
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling1D: globalPooling1d,
  GlobalMaxPooling2D: globalPooling,
  InputLayer: { sparse: off, ragged: off },
  LSTM: { ...cell, ...recurrent },
  LSTMCell: cell,
  LayerNormalization: normalization,
  LeakyReLU: free('alpha'),
  Masking: free('maskValue'),
  MaxPooling1D: pooling1d,
  MaxPooling2D: pooling,
  MaxPooling3D: pooling,
  Maximum: {},
  Minimum: {},
  Multiply: {},
  PReLU: free('sharedAxes'),
  Permute: free('dims'),
  RNN: { ...cell, ...recurrent },
  RandomWidth: free('factor interpolation seed autoVectorize'),
  ReLU: { ...free('maxValue'), negativeSlope: only(0), threshold: only(0) },
  RepeatVector: free('n'),
  Rescaling: free('scale offset'),
  Reshape: free('targetShape'),
  Resizing: {
    ...free('height width'),
    interpolation: only('nearest', 'bilinear'),
    cropToAspectRatio: off,
    dataFormat: last,
  },
  // Of Keras, with a step of its own: `model/keras/layers`.
  ResetAfterGRU: { ...cell, ...recurrent },
  SeparableConv2D: { ...flat, ...free('depthMultiplier groups'), dataFormat: last },
  SimpleRNN: { ...cell, ...recurrent },
  SimpleRNNCell: cell,
  // Of one axis that is not the last it says that it cannot, when it runs.
  Softmax: free('axis'),
  SpatialDropout1D: free('rate noiseShape seed'),
  StackedRNNCells: { ...free('cells'), reverseStateOrder: off },
  ThresholdedReLU: free('theta'),
  TimeDistributed: free('layer'),
  UpSampling2D: { ...free('size'), dataFormat: format, interpolation: only('nearest') },
  ZeroPadding2D: { ...free('padding'), dataFormat: format },
}

/** A policy of Keras by its name, or what numbers a layer is given. */
const dtype: Honoured = {
  accepts: (value) => {
    const name = typeof value === 'object' ? (value as { config?: { name?: unknown } }).config?.name : value
    return ['float32', 'int32', 'bool', 'string'].includes(name as string)
  },
  values: 'float32',
}

/** Settings of every layer. */
export const everyLayer: Settings = {
  ...free('name trainable batchInputShape batchSize inputShape activityRegularizer autocast'),
  dtype,
  inputDtype: dtype,
  inputDType: dtype,
}

/** Settings of those above that tf.js writes, too, where it saves a model: there they mean what it does. */
export const written: ReadonlySet<string> = new Set(
  'alpha axis cropToAspectRatio dataFormat dilationRate dtype inputDType interpolation padding resetAfter sparse'.split(
    ' ',
  ),
)
