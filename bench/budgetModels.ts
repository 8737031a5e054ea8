import { tf } from 'overshoot'

/** A model from small to large, and the shape of its input. */
export interface Sized {
  readonly name: string
  readonly shape: readonly number[]
  make(): tf.LayersModel
}

let seed = 0
const seeded = () => tf.initializers.glorotUniform({ seed: ++seed })

const dense = (units: number, activation?: 'relu'): tf.layers.Layer =>
  tf.layers.dense({ units, kernelInitializer: seeded(), ...(activation && { activation }) })
const conv = (filters: number, strides = 1, kernelSize = 3): tf.layers.Layer =>
  tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', activation: 'relu', kernelInitializer: seeded() })

function stack(shape: readonly number[], layers: () => tf.layers.Layer[]): () => tf.LayersModel {
  return () => tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [...shape] }), ...layers()] })
}

const sized = (name: string, shape: readonly number[], layers: () => tf.layers.Layer[]): Sized => ({
  name,
  shape,
  make: stack(shape, layers),
})

/** Residual blocks of two convolutions each, `widths` filters wide, each stage at half the size of the one before. */
function residual(shape: readonly number[], widths: readonly number[], blocks: number): () => tf.LayersModel {
  return () => {
    const input = tf.input({ shape: [...shape] })
    let x = conv(widths[0]!).apply(input) as tf.SymbolicTensor
    for (const [stage, width] of widths.entries())
      for (let block = 0; block < blocks; block++) {
        const strides = stage > 0 && block === 0 ? 2 : 1
        const inner = conv(width).apply(conv(width, strides).apply(x)) as tf.SymbolicTensor
        const beside = block === 0 ? (conv(width, strides, 1).apply(x) as tf.SymbolicTensor) : x
        x = tf.layers
          .activation({ activation: 'relu' })
          .apply(tf.layers.add().apply([inner, beside])) as tf.SymbolicTensor
      }
    const pooled = tf.layers.globalAveragePooling2d({}).apply(x)
    return tf.model({ inputs: input, outputs: dense(10).apply(pooled) as tf.SymbolicTensor })
  }
}

/** Depthwise and pointwise convolutions in turn. */
function separable(widths: readonly number[]): tf.layers.Layer[] {
  return widths.flatMap((width, i) => [
    tf.layers.depthwiseConv2d({
      kernelSize: 3,
      strides: i % 2 === 1 ? 2 : 1,
      padding: 'same',
      depthwiseInitializer: seeded(),
    }),
    tf.layers.reLU({ maxValue: 6 }),
    conv(width, 1, 1),
  ])
}

export const models: readonly Sized[] = [
  sized('one dense layer', [9], () => [dense(1)]),
  sized('ACAS-sized, 5-50x6-5', [5], () => [...Array.from({ length: 6 }, () => dense(50, 'relu')), dense(5)]),
  sized('1D convolution over 60 letters', [60, 4], () => [
    tf.layers.conv1d({ filters: 20, kernelSize: 8, padding: 'same', activation: 'relu', kernelInitializer: seeded() }),
    tf.layers.globalAveragePooling1d({}),
    dense(1),
  ]),
  sized('LeNet, 28x28', [28, 28, 1], () => [
    conv(6, 2, 5),
    conv(16, 2, 5),
    tf.layers.flatten(),
    dense(120, 'relu'),
    dense(84, 'relu'),
    dense(10),
  ]),
  sized('dense, 784-256-256-10', [784], () => [dense(256, 'relu'), dense(256, 'relu'), dense(10)]),
  { name: 'ResNet-20-like, 32x32', shape: [32, 32, 3], make: residual([32, 32, 3], [16, 32, 64], 3) },
  sized('MobileNet-like, 32x32', [32, 32, 3], () => [
    conv(32),
    ...separable([64, 128, 128, 256, 256, 512]),
    tf.layers.globalAveragePooling2d({}),
    dense(10),
  ]),
  sized('MobileNet-like, 96x96', [96, 96, 3], () => [
    conv(32, 2),
    ...separable([64, 128, 128, 256, 256, 512, 512, 1024, 1024]),
    tf.layers.globalAveragePooling2d({}),
    dense(100),
  ]),
  sized('VGG-like, 32x32', [32, 32, 3], () => [
    conv(64),
    conv(128, 2),
    conv(256),
    conv(256, 2),
    conv(512),
    conv(512, 2),
    tf.layers.flatten(),
    dense(256, 'relu'),
    dense(10),
  ]),
  { name: 'ResNet-18-like, 64x64', shape: [64, 64, 3], make: residual([64, 64, 3], [64, 128, 256, 512], 2) },
  sized('dense, 3000-3000-1000-10', [3000], () => [dense(3000, 'relu'), dense(1000, 'relu'), dense(10)]),
  sized('dense, 5000-4000-1000-100', [5000], () => [dense(4000, 'relu'), dense(1000, 'relu'), dense(100)]),
]
