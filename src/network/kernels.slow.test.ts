import { expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { evaluate } from './evaluate.ts'
import { readNetwork } from './readNetwork.ts'

interface Case {
  readonly layer: tf.layers.Layer
  readonly shape: number[]
}

const kernelInitializer = 'glorotUniform'

/** Every small layer that slides over steps. */
function* overSteps(): Generator<Case> {
  for (const padding of ['same', 'valid'] as const) {
    for (let steps = 1; steps <= 6; steps++) {
      const shape = [steps, 2]
      for (let width = 1; width <= (padding === 'valid' ? Math.min(3, steps) : 3); width++) {
        for (let strides = 1; strides <= 3; strides++) {
          const conv = { filters: 2, kernelSize: width, padding, kernelInitializer } as const
          yield { shape, layer: tf.layers.conv1d({ ...conv, strides }) }
          if (strides > 1 && (padding === 'same' || (width - 1) * strides < steps))
            yield { shape, layer: tf.layers.conv1d({ ...conv, dilationRate: strides }) }
          yield { shape, layer: tf.layers.maxPooling1d({ poolSize: width, strides, padding }) }
          yield { shape, layer: tf.layers.averagePooling1d({ poolSize: width, strides, padding }) }
        }
      }
    }
  }
}

/** Small layers that slide over images. */
function* overImages(): Generator<Case> {
  const sizes: [number, number][] = [
    [1, 1],
    [1, 3],
    [2, 1],
    [2, 2],
    [3, 2],
    [3, 3],
  ]
  for (const padding of ['same', 'valid'] as const) {
    for (const [rows, columns] of [
      [1, 3],
      [2, 5],
      [4, 4],
    ] as const) {
      const shape = [rows, columns, 2]
      for (const size of sizes.filter(([high, wide]) => padding === 'same' || (high <= rows && wide <= columns))) {
        for (const strides of [
          [1, 1],
          [2, 2],
          [3, 3],
          [3, 1],
        ] as [number, number][]) {
          const conv = { kernelSize: size, padding, strides }
          yield { shape, layer: tf.layers.conv2d({ ...conv, filters: 3, kernelInitializer }) }
          yield {
            shape,
            layer: tf.layers.depthwiseConv2d({ ...conv, depthMultiplier: 2 }),
          }
          yield { shape, layer: tf.layers.maxPooling2d({ poolSize: size, strides, padding }) }
          yield { shape, layer: tf.layers.averagePooling2d({ poolSize: size, strides, padding }) }
        }
        const dilated = { kernelSize: size, padding, dilationRate: 2 } as const
        yield { shape, layer: tf.layers.depthwiseConv2d(dilated) }
        if (padding === 'same' || (2 * size[0] - 1 <= rows && 2 * size[1] - 1 <= columns))
          yield { shape, layer: tf.layers.conv2d({ ...dilated, filters: 2, kernelInitializer }) }
      }
    }
  }
}

/** Everything else, on inputs of every rank. */
function* others(): Generator<Case> {
  for (const shape of [[3], [4, 2], [2, 3], [3, 2, 2], [2, 1, 4], [2, 2, 3, 2]]) {
    for (let axis = 1; axis <= shape.length && shape.length <= 3; axis++) {
      yield { shape, layer: tf.layers.batchNormalization({ axis }) }
      yield { shape, layer: tf.layers.batchNormalization({ axis, scale: false, center: false }) }
    }
    const axes = shape.map((_, i) => i + 1)
    yield { shape, layer: tf.layers.prelu({}) }
    for (const axis of axes) yield { shape, layer: tf.layers.prelu({ sharedAxes: axis }) }
    yield { shape, layer: tf.layers.permute({ dims: axes.toReversed() }) }
    yield { shape, layer: tf.layers.permute({ dims: [...axes.slice(1), 1] }) }
    yield { shape, layer: tf.layers.softmax({ axis: -1 }) }
    yield { shape, layer: tf.layers.activation({ activation: 'softmax' }) }
    if (shape.length > 1) yield { shape, layer: tf.layers.flatten() }
    if (shape.length > 1) yield { shape, layer: tf.layers.flatten({ dataFormat: 'channelsFirst' }) }
    yield { shape, layer: tf.layers.dense({ units: 3 }) }
    if (shape.length === 1) yield { shape, layer: tf.layers.repeatVector({ n: 3 }) }
    if (shape.length === 2) yield { shape, layer: tf.layers.globalAveragePooling1d({}) }
    if (shape.length === 2) yield { shape, layer: tf.layers.globalMaxPooling1d({}) }
    if (shape.length !== 3) continue
    yield { shape, layer: tf.layers.globalAveragePooling2d({}) }
    yield { shape, layer: tf.layers.globalMaxPooling2d({}) }
    yield {
      shape,
      layer: tf.layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 3],
        ],
      }),
    }
    yield { shape, layer: tf.layers.upSampling2d({ size: [2, 4] }) }
    yield {
      shape,
      layer: tf.layers.cropping2D({
        cropping: [
          [1, 0],
          [0, 0],
        ],
      }),
    }
  }
}

/** Weights that differ, variances above 0. */
function setWeights(layer: tf.layers.Layer): void {
  tf.tidy(() =>
    layer.setWeights(
      layer.getWeights().map(({ shape, size }, w) =>
        tf.tensor(
          Array.from(
            { length: size },
            (_, i) =>
              Math.sin(5 * i + w) + (w === 3 || (w === 1 && layer.getClassName() === 'BatchNormalization') ? 1.5 : 0),
          ),
          shape,
        ),
      ),
    ),
  )
}

/** Backends and kinds of layers where tf.js 4.22 is known to compute something else. */
const known = new Set(['wasm steps', 'wasm images', 'wasm others', 'cpu others'])
const kinds = { steps: overSteps, images: overImages, others } as const

test.for(
  tfjsBackends.flatMap((backend) => (['steps', 'images', 'others'] as const).map((kind) => ({ backend, kind }))),
)(
  '$backend computes small layers as they are read, but for the known faults: $kind',
  async ({ backend, kind }, { skip }) => {
    await startOrSkip(backend, skip)
    const wrong: string[] = []
    let faults = 0
    for (const { layer, shape } of kinds[kind]()) {
      const input = tf.input({ shape })
      const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor })
      setWeights(layer)
      const network = readNetwork(model)
      const { size } = network.inputs[0]!
      const rows = Float32Array.from({ length: 2 * size }, (_, i) => Math.sin(i + 1))
      const computed = tf.tidy(() => (model.predict(tf.tensor(rows, [2, ...shape])) as tf.Tensor).dataSync())
      const expected = [rows.subarray(0, size), rows.subarray(size)].flatMap((row) => [...evaluate(network, [row])])
      const agrees =
        computed.length === expected.length && computed.every((value, i) => Math.abs(value - expected[i]!) < 1e-5)
      const fault = network.operations.some(({ faultyOn }) => faultyOn.includes(backend))
      if (fault) faults++
      if (agrees === fault) wrong.push(`${shape} ${layer.getClassName()}: ${JSON.stringify(layer.getConfig())}`)
      model.dispose()
    }
    expect(wrong).toEqual([])
    expect(faults > 0).toBe(known.has(`${backend} ${kind}`))
  },
)
