import { z } from 'zod'
import { backendNames } from '../../backend/name.ts'
import { numberSchema } from '../../files/numberSchema.ts'
import type { Playground } from '../page/reportData.ts'

const range = z.tuple([numberSchema, numberSchema])
const schema: z.ZodType<Playground> = z.strictObject({
  caption: z.string().exactOptional(),
  backend: z.enum(backendNames),
  inputs: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('number'),
        name: z.string(),
        lo: z.number(),
        hi: z.number(),
        start: z.number(),
        unit: z.strictObject({ name: z.string(), lo: z.number(), hi: z.number() }).exactOptional(),
      }),
      z.strictObject({ kind: z.literal('letters'), name: z.string(), alphabet: z.string(), start: z.string() }),
    ]),
  ),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      network: z.unknown(),
      inputs: z.array(z.string()),
      certified: range,
      claimed: range.exactOptional(),
      open: z.tuple([z.boolean(), z.boolean()]).exactOptional(),
    }),
  ),
})

/**
 * A playground as data that every JSON writer keeps whole: what crosses from a vitest worker to a reporter. Layers lose
 * their names, which may be generated anew each time a model is made: the same model is the same data.
 */
export function toPlainPlayground(playground: Playground): unknown {
  const text = JSON.stringify(playground, (key, value: unknown) => {
    if (key === 'layer') return ''
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
  })
  return JSON.parse(text)
}

/** Reads what `toPlainPlayground` made; undefined for anything else. */
export function fromPlainPlayground(data: unknown): Playground | undefined {
  return schema.safeParse(data).data
}
