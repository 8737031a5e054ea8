import { z } from 'zod'
import type { Certificate, Operation } from './certificate.ts'

/** Infinite or not: JSON has no NaN. */
const number = z.custom<number>((value) => typeof value === 'number' && !Number.isNaN(value), 'no number')
/** A float32, infinite or not. */
const single = number.refine((value) => Math.fround(value) === value, 'no float32')
const count = z.int().min(1)
const index = z.int().min(0)
const sign = z.union([z.literal(1), z.literal(-1)])
/** Names of anything, also such as stand for numbers elsewhere. */
const text = z.union([z.string(), number.transform(String)])
const float32 = z.instanceof(Float32Array)
const float64 = z.instanceof(Float64Array)
const int32 = z.instanceof(Int32Array)

/** Layers' names say nothing. */
const common = { size: count, reads: z.array(index), faultyOn: z.array(z.string()), layer: text }
const windows = { taps: int32, window: count, filters: count, positions: count }
const scale = z.strictObject({
  kind: z.literal('scale'),
  offset: float64,
  limit: float64,
  underflow: z.tuple([float64, float64]),
})
const sum = z.strictObject({ kind: z.literal('sum'), omitsZeros: z.literal(true).exactOptional() })
const rounding = z.union([sum, z.strictObject({ kind: z.literal('mean') }), scale])
const operation: z.ZodType<Operation> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    ...windows,
    kind: z.literal('affine'),
    kernel: float64,
    bias: float64.nullable(),
    groups: count,
    rounding,
  }),
  z.strictObject({ ...common, kind: z.literal('elementwise'), name: z.string(), parameter: float64 }),
  z.strictObject({ ...common, kind: z.literal('extremum'), mode: z.enum(['max', 'min']), taps: int32, window: count }),
  z.strictObject({ ...common, kind: z.literal('input'), input: index }),
  z.strictObject({ ...common, kind: z.literal('gather'), taps: int32 }),
  z.strictObject({ ...common, kind: z.literal('opaque') }),
  z.strictObject({ ...common, kind: z.literal('product') }),
  z.strictObject({ ...common, kind: z.literal('quotient') }),
  z.strictObject({ ...common, kind: z.literal('compare'), mode: z.enum(['less', 'lessOrEqual', 'equal']) }),
  z.strictObject({ ...common, kind: z.literal('select') }),
  z.strictObject({ ...common, kind: z.literal('round'), mode: z.enum(['floor', 'ceil', 'nearest', 'truncate']) }),
  z.strictObject({ ...common, kind: z.literal('softmax'), group: count }),
  z.strictObject({ ...common, ...windows, kind: z.literal('bilinear'), bias: z.boolean() }),
])

/** Parts of 255, or float64, as files of earlier versions have. */
const shares = z.instanceof(Uint8Array).transform((parts) => Float64Array.from(parts, (part) => part / 255))
const lower = z.array(z.strictObject({ operation: index, slopes: z.union([shares, float64]) }))
const leaf = {
  slopes: z.array(
    z.strictObject({
      output: index,
      side: sign,
      lower,
      multipliers: z.array(z.number().min(0)),
      weights: float64.exactOptional(),
    }),
  ),
  sequences: z.array(z.strictObject({ target: index, hidden: index, input: index })),
  lines: z.array(z.strictObject({ operation: index, lower: float64, upper: float64 })),
  range: z.tuple([number, number]).exactOptional(),
}
const node = z.discriminatedUnion('kind', [
  z.strictObject({ ...leaf, kind: z.enum(['intervals', 'linear']) }),
  // Files of earlier versions have a slack, on which nothing rests.
  z.strictObject({ kind: z.literal('computed'), cases: index, slack: number.exactOptional() }),
  z.strictObject({ kind: z.literal('run'), steps: int32, at: float32, weights: float32 }),
  z.strictObject({ kind: z.literal('letters'), input: index, row: index, letters: z.array(index) }),
  z.strictObject({ kind: z.literal('phase'), operation: index, index }),
])

const inputs = z.array(float32)
const size = number.refine((value) => value >= 0, 'below 0')
const figures = z.tuple([single, size, size, number, number, z.boolean()])
const ends = z.strictObject({ lo: z.boolean(), hi: z.boolean() })

/** See `exactSum`: between these sizes nothing overflows and nothing is lost. */
const factor = z.number().refine((value) => value === 0 || (Math.abs(value) >= 1e-60 && Math.abs(value) <= 1e60))
const comparison = z.strictObject({
  outputs: z.array(index).min(1),
  coefficients: z.array(factor),
  bound: factor,
  lifted: z.boolean(),
})
const margins = z.strictObject({ width: count, clauses: z.array(z.array(comparison).min(1)).min(1) })

/** What a certificate's JSON must be once its arrays are unpacked. */
export const certificateSchema: z.ZodType<Certificate> = z.strictObject({
  format: z.literal('overshoot certificate'),
  version: z.literal(1),
  claim: text,
  holds: z.union([
    z.strictObject({
      kind: z.enum(['always', 'sometimes']),
      set: z.strictObject({ lo: number, hi: number, open: ends }),
    }),
    z.strictObject({ kind: z.enum(['always', 'sometimes']), margins, open: z.boolean() }),
    z.strictObject({ kind: z.literal('unbounded') }),
  ]),
  status: z.enum(['proved', 'refuted']),
  backend: z.enum(['native', 'wasm', 'cpu', 'onnxruntime']),
  fingerprint: text,
  network: z.strictObject({
    inputs: z.array(z.strictObject({ name: text, size: count })),
    operations: z.array(operation),
    output: index,
    opaque: z.array(text),
  }),
  domains: z.array(
    z.strictObject({
      lo: float32,
      hi: float32,
      letters: count.exactOptional(),
      endless: z.strictObject({ lo: z.array(z.boolean()), hi: z.array(z.boolean()) }),
    }),
  ),
  figures: z.array(z.strictObject({ name: z.string(), parameter: number, regions: z.array(figures).min(1) })),
  restsOn: z.array(text),
  proof: z.union([
    z.strictObject({ kind: z.literal('bounds'), nodes: z.array(node) }),
    z.strictObject({ kind: z.literal('witness'), inputs }),
    z.strictObject({ kind: z.literal('growth'), inputs, input: index, element: index, sign }),
  ]),
})
