import { z } from 'zod'
import type { tf } from '../backend/tf.ts'

/** One weight's entry in a `model.json`. */
interface WeightEntry {
  name: string
  shape: number[]
  dtype: 'float32' | 'int32' | 'bool'
  quantization?: { dtype: 'uint8' | 'uint16'; scale: number; min: number } | { dtype: 'float16' } | undefined
  group?: string | undefined
}

/** What stands in a tf.js model's `model.json`, of layers or a graph, as far as both are read alike. */
export interface ModelFile {
  format?: string | null | undefined
  modelTopology: object
  weightsManifest: { paths: string[]; weights: WeightEntry[] }[]
  trainingConfig?: object | null | undefined
  userDefinedMetadata?: object | null | undefined
}

const quantization = z.discriminatedUnion('dtype', [
  z.looseObject({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
  z.looseObject({ dtype: z.literal('float16') }),
])

/**
 * Layers have weights of these types; of strings and complex numbers only a decoder that trusts the file knows the
 * size.
 */
const weight: z.ZodType<WeightEntry> = z.looseObject({
  name: z.string().refine((name) => !(name in {}), 'a name that every object has'),
  shape: z.array(z.int().nonnegative()).max(8),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: quantization.optional(),
  group: z.string().optional(),
})

const unique = (entries: readonly { name: string }[]): boolean =>
  new Set(entries.map(({ name }) => name)).size === entries.length

export const weightEntries: z.ZodType<WeightEntry[]> = z.array(weight).refine(unique, 'a weight is listed twice')

/** As it is: copying what may have a million keys would take long. */
const object = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'no object',
)

export const modelFile: z.ZodType<ModelFile> = z.looseObject({
  format: z.string().nullish(),
  modelTopology: object,
  weightsManifest: z
    .array(z.looseObject({ paths: z.array(z.string()), weights: z.array(weight) }))
    .refine((groups) => unique(groups.flatMap(({ weights }) => weights)), 'a weight is listed twice')
    .refine(
      (groups) => unique(groups.flatMap(({ paths }) => paths.map((name) => ({ name })))),
      'a file of weights is listed twice',
    ),
  trainingConfig: object.nullish(),
  userDefinedMetadata: object.nullish(),
})

/** Is it a model that tf.js runs node by node? By its format, or by its nodes: old converters named no format. */
export function isGraphModel({
  format,
  modelTopology,
}: Pick<tf.io.ModelArtifacts, 'format' | 'modelTopology'>): boolean {
  const { node } = (modelTopology ?? {}) as { node?: unknown }
  return format === 'graph-model' || Array.isArray(node)
}

const bytes = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const

/** How many bytes weights take in their files. */
export function byteLength(weights: readonly WeightEntry[]): number {
  return weights.reduce((sum, { shape, dtype, quantization: stored }) => {
    return sum + bytes[stored?.dtype ?? dtype] * shape.reduce((product, size) => product * size, 1)
  }, 0)
}
