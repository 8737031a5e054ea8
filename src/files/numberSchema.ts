import { z } from 'zod'
import type { SpelledNumber } from './spellNumber.ts'

const spelled: Readonly<Record<SpelledNumber, number>> = { '-0': -0, NaN: Number.NaN, Infinity, '-Infinity': -Infinity }

/** A number as it stands in a file: NaN, both infinities and -0 are strings. */
export const numberSchema: z.ZodType<number> = z.union([
  z.number(),
  z.enum(['-0', 'NaN', 'Infinity', '-Infinity']).transform((text) => spelled[text]),
])
