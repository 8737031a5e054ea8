import { tf } from '../backend/tf.ts'

/** More than the layers of any model that runs here give for one row. */
const MOST_NUMBERS = 2 ** 27
/** More than any such model has of products of those numbers with weights. */
const MOST_PRODUCTS = 2 ** 38

interface Sizes {
  readonly numbers: number
  readonly products: number
}

/**
 * Checks what a model would compute for one row, before anybody asks it to: dimensions are lengths, and numbers and
 * products not too many, models inside it counted as often as they are applied. Dimensions that are not fixed count as
 * 1.
 * @throws Error naming the first layer that goes too far
 */
export function checkSizes(model: tf.LayersModel): void {
  sizesOf(model, new Map())
}

function sizesOf(model: tf.LayersModel, known: Map<tf.LayersModel, Sizes>): Sizes {
  const found = known.get(model)
  if (found) return found
  let [numbers, products] = [0, 0]
  for (const layer of model.layers) {
    const inner = layer instanceof tf.LayersModel ? sizesOf(layer, known) : { numbers: 0, products: 0 }
    const weights =
      layer instanceof tf.LayersModel ? 0 : layer.weights.reduce((sum, { shape }) => sum + product(shape), 0)
    for (const { inputTensors, outputTensors } of layer.inboundNodes) {
      // Each weight meets at most one number of each position: along rows of text, pixels and the like, in front or
      // behind.
      const places = [...inputTensors, ...outputTensors].map(({ shape }) => product(shape.slice(1, -1)))
      const positions = Math.max(0, ...places)
      numbers += inner.numbers + outputTensors.reduce((sum, { shape }) => sum + lengthOf(layer.name, shape), 0)
      products += inner.products + weights * positions
    }
    checkNumbers(numbers, `in ${layer.name} and before it`)
    if (products > MOST_PRODUCTS)
      throw new Error(`it computes more than ${MOST_PRODUCTS} products for each row, in ${layer.name} and before it`)
  }
  known.set(model, { numbers, products })
  return { numbers, products }
}

/** @throws Error where a row has more numbers than any model gives for one */
export function checkNumbers(numbers: number, where: string): void {
  if (numbers > MOST_NUMBERS) throw new Error(`it computes more than ${MOST_NUMBERS} numbers for each row, ${where}`)
}

function lengthOf(layer: string, shape: tf.Shape): number {
  if (!shape.every((one) => one === null || (Number.isInteger(one) && one >= 0)))
    throw new Error(`the output of ${layer} has the shape [${shape.join(', ')}]`)
  return product(shape.slice(1))
}

function product(shape: tf.Shape): number {
  return shape.reduce<number>((sum, one) => sum * (one ?? 1), 1)
}
