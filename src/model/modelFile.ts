import { z } from 'zod'

/** One weight's entry in a `model.json`. */
interface WeightEntry {
  name: string
  shape: number[]
  dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string'
  quantization?: { dtype: 'uint8' | 'uint16' | 'float16' } | undefined
}

/** What stands in a tf.js layers model's `model.json`, as far as it is read here. */
export interface ModelFile {
  modelTopology: object
  weightsManifest: { paths: string[]; weights: WeightEntry[] }[]
  trainingConfig?: object | null | undefined
  userDefinedMetadata?: object | null | undefined
}

const weight: z.ZodType<WeightEntry> = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool', 'complex64', 'string']),
  quantization: z.looseObject({ dtype: z.enum(['uint8', 'uint16', 'float16']) }).optional(),
})

export const modelFile: z.ZodType<ModelFile> = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()), weights: z.array(weight) })),
  trainingConfig: z.looseObject({}).nullish(),
  userDefinedMetadata: z.looseObject({}).nullish(),
})

const bytes = { float32: 4, int32: 4, bool: 1, complex64: 8, uint8: 1, uint16: 2, float16: 2 } as const

/** How many bytes weights take, undefined where only the data tell (strings). */
export function byteLength(weights: readonly WeightEntry[]): number | undefined {
  let sum = 0
  for (const { shape, dtype, quantization } of weights) {
    const stored = quantization?.dtype ?? dtype
    if (stored === 'string') return undefined
    sum += bytes[stored] * shape.reduce((product, size) => product * size, 1)
  }
  return sum
}
