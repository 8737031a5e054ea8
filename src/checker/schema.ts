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

const common = { size: count, reads: z.array(index), faultyOn: z.array(z.string()) }
const windows = { taps: int32, window: count, filters: count }
const scale = z.object({
  kind: z.literal('scale'),
  offset: float64,
  limit: float64,
  underflow: z.tuple([float64, float64]),
})
const rounding = z.union([z.object({ kind: z.enum(['sum', 'mean']) }), scale])
const operation: z.ZodType<Operation> = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    ...windows,
    kind: z.literal('affine'),
    kernel: float64,
    bias: float64.nullable(),
    groups: count,
    rounding,
  }),
  z.object({ ...common, kind: z.literal('elementwise'), name: z.string(), parameter: float64 }),
  z.object({ ...common, kind: z.literal('extremum'), mode: z.enum(['max', 'min']), taps: int32, window: count }),
  z.object({ ...common, kind: z.literal('input'), input: index }),
  z.object({ ...common, kind: z.literal('gather'), taps: int32 }),
  z.object({ ...common, kind: z.enum(['opaque', 'product']) }),
  z.object({ ...common, kind: z.literal('softmax'), group: count }),
  z.object({ ...common, ...windows, kind: z.literal('bilinear'), bias: z.boolean() }),
])

const lower = z.array(z.object({ operation: index, slopes: float64 }))
const leaf = {
  slopes: z.array(
    z.object({
      output: index,
      side: sign,
      lower,
      multipliers: z.array(z.number().min(0)),
      weights: float64.exactOptional(),
    }),
  ),
  sequences: z.array(z.object({ target: index, hidden: index, input: index })),
  lines: z.array(z.object({ operation: index, lower: float64, upper: float64 })),
  range: z.tuple([number, number]).exactOptional(),
}
const node = z.discriminatedUnion('kind', [
  z.object({ ...leaf, kind: z.enum(['intervals', 'linear']) }),
  z.object({ kind: z.literal('computed'), cases: index }),
  z.object({ kind: z.literal('run'), steps: int32, at: float32, weights: float32 }),
  z.object({ kind: z.literal('letters'), input: index, row: index, letters: z.array(index) }),
  z.object({ kind: z.literal('phase'), operation: index, index }),
])

const inputs = z.array(float32)
const size = number.refine((value) => value >= 0, 'below 0')
const figures = z.tuple([single, size, size, number, number, z.boolean()])
const ends = z.object({ lo: z.boolean(), hi: z.boolean() })

/** See `exactSum`: between these sizes nothing overflows and nothing is lost. */
const factor = z.number().refine((value) => value === 0 || (Math.abs(value) >= 1e-60 && Math.abs(value) <= 1e60))
const comparison = z.object({
  outputs: z.array(index).min(1),
  coefficients: z.array(factor),
  bound: factor,
  lifted: z.boolean(),
})
const margins = z.object({ width: count, clauses: z.array(z.array(comparison).min(1)).min(1) })

/** What a certificate's JSON must be once its arrays are unpacked. */
export const certificateSchema: z.ZodType<Omit<Certificate, 'budget'>> = z.object({
  claim: text,
  holds: z.union([
    z.object({
      kind: z.enum(['always', 'sometimes']),
      set: z.object({ lo: number, hi: number, open: ends }),
    }),
    z.object({ kind: z.enum(['always', 'sometimes']), margins, open: z.boolean() }),
    z.object({ kind: z.literal('unbounded') }),
  ]),
  status: z.enum(['proved', 'refuted']),
  backend: z.enum(['native', 'wasm', 'cpu']),
  fingerprint: text,
  network: z.object({
    inputs: z.array(z.object({ name: text, size: count })),
    operations: z.array(operation),
    output: index,
  }),
  domains: z.array(
    z.object({
      lo: float32,
      hi: float32,
      letters: count.exactOptional(),
      endless: z.object({ lo: z.array(z.boolean()), hi: z.array(z.boolean()) }),
    }),
  ),
  figures: z.array(z.object({ name: z.string(), parameter: number, regions: z.array(figures).min(1) })),
  restsOn: z.array(text),
  proof: z.union([
    z.object({ kind: z.literal('bounds'), nodes: z.array(node) }),
    z.object({ kind: z.literal('witness'), inputs }),
    z.object({ kind: z.literal('growth'), inputs, input: index, element: index, sign }),
  ]),
})
