import type { Translate } from '../reading/step.ts'
import { activations } from './activations.ts'
import { arithmetic } from './arithmetic.ts'
import { images } from './images.ts'
import { reductions } from './reductions.ts'
import { shapes } from './shapes.ts'
import { slices } from './slices.ts'
import { windowed } from './windows.ts'

/** Every operator of TensorFlow that can be read, by its name. */
export const translations: ReadonlyMap<string, Translate> = new Map(
  Object.entries({ ...activations, ...arithmetic, ...images, ...reductions, ...shapes, ...slices, ...windowed }),
)
