import { activations } from './activations.ts'
import { arithmetics } from './arithmetic.ts'
import { constants } from './constants.ts'
import type { Operator } from './operator.ts'
import { paddings } from './padding.ts'
import { products } from './products.ts'
import { reshaping } from './reshaping.ts'
import { selection } from './selection.ts'
import { statistics } from './statistics.ts'
import { windowed } from './windowed.ts'

/** Every operator that can be read, by its name. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...activations,
    ...arithmetics,
    ...constants,
    ...paddings,
    ...products,
    ...reshaping,
    ...selection,
    ...statistics,
    ...windowed,
  }),
)
