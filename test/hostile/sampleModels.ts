import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tf } from '../../src/backend/tf.ts'

/** A model as its files hold it. */
interface Sample {
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
  readonly weights: Buffer
}

const models = (): tf.LayersModel[] => {
  const { layers } = tf
  const x = tf.input({ shape: [8, 4], name: 'x' })
  const shared = layers.dense({ units: 3, activation: 'tanh', name: 'shared' })
  const inner = tf.sequential({ name: 'inner', layers: [layers.dense({ units: 2, inputShape: [3] }), layers.reLU()] })
  const pooled = layers
    .globalAveragePooling1d({})
    .apply(shared.apply(shared.apply(layers.dense({ units: 3 }).apply(x)))) as tf.SymbolicTensor
  const nested = tf.model({
    inputs: x,
    outputs: layers.add().apply([inner.apply(pooled), inner.apply(pooled)] as tf.SymbolicTensor[]) as tf.SymbolicTensor,
  })
  const image = tf.sequential({
    layers: [
      layers.conv2d({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1], padding: 'same' }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.depthwiseConv2d({ kernelSize: 2 }),
      layers.flatten(),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 1, kernelRegularizer: 'l1l2', kernelConstraint: 'nonNeg' }),
    ],
  })
  const recurrent = tf.sequential({
    layers: [
      layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }),
      layers.bidirectional({ layer: layers.lstm({ units: 2, returnSequences: true }), mergeMode: 'concat' }),
      layers.gru({ units: 2 }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  })
  const trained = tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })
  trained.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['accuracy'] })
  return [nested, image, recurrent, trained]
}

/** Models of many layers, and two that were trained. Nothing of them stays in memory. */
export async function sampleModels(): Promise<Sample[]> {
  const samples = ['question', 'sigmoid'].map((name): Sample => {
    const file = (part: string): Buffer =>
      readFileSync(fileURLToPath(new URL(`../../fixtures/models/${name}/${part}`, import.meta.url)))
    return { json: JSON.parse(file('model.json').toString()), weights: file('weights.bin') }
  })
  for (const model of models()) {
    await model.save(
      tf.io.withSaveHandler(async ({ weightData, weightSpecs, ...rest }) => {
        const weights = Buffer.from(tf.io.concatenateArrayBuffers([weightData!].flat()))
        samples.push({
          json: JSON.parse(
            JSON.stringify({ ...rest, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] }),
          ),
          weights,
        })
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON({ weightSpecs, ...rest } as never) }
      }),
      { includeOptimizer: true },
    )
    model.dispose()
  }
  return samples
}
