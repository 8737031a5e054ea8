import { activations } from './activations.ts'
import { convolution } from './convolution.ts'
import { dense } from './dense.ts'
import { depthwise } from './depthwise.ts'
import { kerasLayers } from './keras/index.ts'
import type { ReadLayer } from './layer.ts'
import { merges } from './merges.ts'
import { normalization } from './normalization.ts'
import { padding } from './padding.ts'
import { pooling } from './pooling.ts'
import { reshaping } from './reshaping.ts'
import { transposed } from './transposed.ts'

/** How to read each layer that can be read, by class name. */
export const readers: ReadonlyMap<string, ReadLayer> = new Map(
  Object.entries({
    ...activations,
    ...convolution,
    ...dense,
    ...depthwise,
    ...kerasLayers,
    ...merges,
    ...normalization,
    ...padding,
    ...pooling,
    ...reshaping,
    ...transposed,
  }),
)
