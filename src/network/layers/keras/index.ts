import { type Readers, sizeOf } from '../layer.ts'
import { kerasConvolutions } from './convolutions.ts'
import type { KerasReader, Settings } from './kerasReader.ts'
import { kerasOthers } from './others.ts'
import { kerasSpace } from './space.ts'

const kinds: Readonly<Record<string, KerasReader>> = { ...kerasConvolutions, ...kerasOthers, ...kerasSpace }

/** Layers of this package's own, by what they compute: see `model/keras/layers`. */
export const kerasLayers: Readers = {
  KerasLayer: (layer, inputs, output) => {
    const { kind, settings } = layer.config as { readonly kind: string; readonly settings: Settings }
    const parts = Object.hasOwn(kinds, kind) ? kinds[kind]!(layer, settings, inputs, output) : undefined
    return parts?.at(-1)?.size === sizeOf(output) ? parts : undefined
  },
}
