import { attentionLayers } from './kerasAttention.ts'
import { kerasCategories } from './kerasCategories.ts'
import type { ComposeKeras } from './kerasCompose.ts'
import { kerasImages } from './kerasImages.ts'
import { kerasNormalizations } from './kerasNormalizations.ts'
import { kerasOperations } from './kerasOperation.ts'
import type { Composers } from './compose.ts'

const kinds: Readonly<Record<string, ComposeKeras>> = {
  ...attentionLayers,
  ...kerasCategories,
  ...kerasImages,
  ...kerasNormalizations,
  ...kerasOperations,
}

/** Layers of this package's own, by what they compute: see `model/keras/layers`, whose kernels these are in their order. */
export const kerasComposers: Composers = {
  KerasLayer: (layer, calls, inputs) => {
    const { kind, settings } = layer.config as { readonly kind: string; readonly settings: object }
    const compose = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
    return compose?.({ layer, settings: settings as Parameters<ComposeKeras>[0]['settings'], calls }, inputs)
  },
}
