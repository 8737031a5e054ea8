import fc from 'fast-check'
import { convolutionalModel, linearModel, tf, wideDeepModel } from 'overshoot'

/** Sizes of a wide & deep model and every one of its weights. */
export interface Example {
  readonly length: number
  readonly letters: number
  readonly filters: number
  readonly kernelSize: number
  /** Convolution's kernel and bias, dense's kernel and bias. */
  readonly deepWeights: readonly Float32Array[]
  /** Of the linear model. */
  readonly kernel: number
  readonly bias: number
}

/** A factor times small whole numbers and fractions: they shrink, and sums of them cancel or pile up. */
function numbers(count: number, scale: fc.Arbitrary<number>): fc.Arbitrary<Float32Array> {
  const digits = fc.array(fc.integer({ min: -64, max: 64 }), { minLength: count, maxLength: count })
  return fc.tuple(digits, scale).map(([ks, factor]) => Float32Array.from(ks, (k) => (k / 16) * factor))
}

/** Orders of magnitude from subnormal up to `largest`, 1 first. */
function scales(largest: number): fc.Arbitrary<number> {
  return fc.constantFrom(1, 0.1, 10, 1e-3, 1e3, 1e-20, 1e-42, 1e6, 1e12, 1e18, 1e30).filter((scale) => scale <= largest)
}

/** Wide & deep models of any size with weights up to 4 times `largest` in magnitude. */
export function examples(largest: number): fc.Arbitrary<Example> {
  const side = (max: number) => fc.integer({ min: 1, max })
  return fc.record({ length: side(20), letters: side(5), filters: side(6), kernelSize: side(9) }).chain((sizes) => {
    const { letters, filters, kernelSize } = sizes
    const counts = [kernelSize * letters * filters, filters, filters, 1]
    const deepWeights = fc.tuple(...counts.map((count) => numbers(count, scales(largest))))
    return fc
      .record({ deepWeights, wide: numbers(2, scales(largest)) })
      .map(({ deepWeights: deep, wide }) => ({ ...sizes, deepWeights: deep, kernel: wide[0]!, bias: wide[1]! }))
  })
}

/** The convolutional model of an example, its sigmoid included. */
export function deepOf({ length, letters, filters, kernelSize, deepWeights }: Example): tf.LayersModel {
  const model = convolutionalModel({ inputShape: [length, letters], filters, kernelSize, name: 'sequence' })
  setWeights(model, deepWeights)
  return model
}

/** The linear model of an example: dplus * kernel + bias. */
export function wideOf({ kernel, bias }: Pick<Example, 'kernel' | 'bias'>): tf.LayersModel {
  const model = linearModel({ inputShape: [1], name: 'dplus' })
  setWeights(model, [Float32Array.of(kernel), Float32Array.of(bias)])
  return model
}

/** Both parts added, with `activation` around the sum. */
export function combinedOf(example: Example, activation?: 'sigmoid'): tf.LayersModel {
  return wideDeepModel(wideOf(example), deepOf(example), activation === undefined ? {} : { activation })
}

/** A property about a model: made for one example, disposed of after it. */
export async function withModel(model: tf.LayersModel, check: (model: tf.LayersModel) => Promise<void>): Promise<void> {
  try {
    await check(model)
  } finally {
    model.dispose()
  }
}

/** What the model gives for rows of its inputs, each flattened. */
export function outputs(model: tf.LayersModel, rows: number, inputs: readonly Float32Array[]): Float32Array {
  return tf.tidy(() => {
    const tensors = inputs.map((values, i) =>
      tf.tensor(values, [rows, ...(model.inputs[i]!.shape.slice(1) as number[])]),
    )
    return (model.predictOnBatch(tensors.length === 1 ? tensors[0]! : tensors) as tf.Tensor).dataSync() as Float32Array
  })
}

function setWeights(model: tf.LayersModel, values: readonly Float32Array[]): void {
  tf.tidy(() => model.setWeights(model.getWeights().map((weight, i) => tf.tensor(values[i]!, weight.shape))))
}
