import type { ComposeLayer, Composers } from './compose.ts'
import { arithmetic } from './arithmetic.ts'
import { kerasComposers } from './keras.ts'
import { normalizations } from './normalizations.ts'
import { recurrentLayers } from './recurrent.ts'
import { timeDistributed } from './wrapped.ts'

const all: Composers = { ...arithmetic, ...kerasComposers, ...normalizations, ...recurrentLayers }

/** How to compose each layer that branches, by class name. */
export const composers: ReadonlyMap<string, ComposeLayer> = new Map(
  Object.entries({ ...all, TimeDistributed: timeDistributed(all) }),
)
