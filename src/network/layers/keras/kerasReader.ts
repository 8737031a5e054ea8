import type { LayerView, Part, Shape } from '../layer.ts'

/** Settings of a `KerasLayer`. */
export type Settings = Readonly<Record<string, unknown>>

/** Turns one use of a `KerasLayer` of some kind into operations, as a `ReadLayer` does. */
export type KerasReader = (
  layer: LayerView,
  settings: Settings,
  inputs: readonly Shape[],
  output: Shape,
) => readonly Part[] | undefined
