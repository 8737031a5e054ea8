import { tf } from '../backend/tf.ts'
import { ResetAfterGru } from '../model/keras/layers/gru.ts'
import { KerasLayer } from '../model/keras/layers/kerasLayer.ts'
import { type Class, takeClass } from './own/classes.ts'

const { layers } = tf

/**
 * tf.js' own layer classes that can be read, taken from its factories: whatever a caller registers under their names,
 * before or after, is another class.
 */
const made = [
  layers.activation({ activation: 'linear' }),
  layers.add(),
  layers.alphaDropout({ rate: 0 }),
  layers.average(),
  layers.averagePooling1d({ poolSize: 1 }),
  layers.averagePooling2d({ poolSize: 1 }),
  layers.averagePooling3d({ poolSize: 1 }),
  layers.batchNormalization(),
  layers.concatenate(),
  layers.conv1d({ filters: 1, kernelSize: 1 }),
  layers.conv2d({ filters: 1, kernelSize: 1 }),
  layers.conv3d({ filters: 1, kernelSize: 1 }),
  layers.conv2dTranspose({ filters: 1, kernelSize: 1 }),
  layers.cropping2D({ cropping: [0, 0] }),
  layers.dense({ units: 1 }),
  layers.depthwiseConv2d({ kernelSize: 1 }),
  layers.dot({ axes: 1 }),
  layers.dropout({ rate: 0 }),
  layers.elu(),
  layers.flatten(),
  layers.gaussianDropout({ rate: 0 }),
  layers.gaussianNoise({ stddev: 0 }),
  layers.globalAveragePooling1d({}),
  layers.globalAveragePooling2d({}),
  layers.globalMaxPooling1d({}),
  layers.globalMaxPooling2d({}),
  layers.gru({ units: 1 }),
  layers.layerNormalization(),
  layers.leakyReLU(),
  layers.lstm({ units: 1 }),
  layers.maximum(),
  layers.maxPooling1d({ poolSize: 1 }),
  layers.maxPooling2d({ poolSize: 1 }),
  layers.maxPooling3d({ poolSize: 1 }),
  layers.minimum(),
  layers.multiply(),
  layers.permute({ dims: [1] }),
  layers.prelu(),
  layers.reLU(),
  layers.repeatVector({ n: 1 }),
  layers.rescaling({ scale: 1 }),
  layers.reshape({ targetShape: [1] }),
  layers.separableConv2d({ filters: 1, kernelSize: 1 }),
  layers.simpleRNN({ units: 1 }),
  layers.softmax(),
  layers.spatialDropout1d({ rate: 0 }),
  layers.thresholdedReLU(),
  layers.upSampling2d({}),
  layers.zeroPadding2d(),
]

/** Layers around others, parts of others, and this package's own: no copy of tf.js has them made anew. */
const special = [
  layers.bidirectional({ layer: layers.simpleRNN({ units: 1 }) as tf.RNN, mergeMode: 'sum' }),
  layers.gruCell({ units: 1 }),
  layers.lstmCell({ units: 1 }),
  layers.simpleRNNCell({ units: 1 }),
  layers.timeDistributed({ layer: layers.flatten() }),
  new KerasLayer({ kind: 'Subtract', settings: {} }),
  new ResetAfterGru({ units: 1 }),
  new ResetAfterGru({ units: 1 }).cell,
]

/** Others, which are known not to make masks. */
const others = [
  layers.conv3dTranspose({ filters: 1, kernelSize: 1 }),
  layers.convLstm2d({ filters: 1, kernelSize: 1 }),
  layers.embedding({ inputDim: 1, outputDim: 1 }),
  layers.masking(),
]

/** Classes whose layers can be read, or what these hold, by class name. */
export const shippedLayers: ReadonlyMap<string, unknown> = new Map(
  [...made, ...special].map((layer) => [layer.getClassName(), layer.constructor]),
)

for (const layer of [...made, ...special, ...others]) takeClass(layer.constructor)

/**
 * All classes that are known to be tf.js' own, by the names that files have for them: layers, activations and models.
 */
export const shippedClasses: ReadonlyMap<string, Class> = new Map<string, Class>([
  ...[...made, ...others].map((layer) => [layer.getClassName(), layer.constructor] as const),
  ...Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).flatMap(([name, [one]]) =>
    /^[a-z]/.test(name) ? [[name, one] as const] : [],
  ),
  ['Model', tf.LayersModel],
  ['Sequential', tf.Sequential],
  ['InputLayer', tf.input({ shape: [1] }).sourceLayer.constructor],
])
