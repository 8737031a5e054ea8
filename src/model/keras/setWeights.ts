import { tf } from '../../backend/tf.ts'
import { quoted } from '../../files/brief.ts'
import type { Hdf5Data } from './hdf5/hdf5Tree.ts'

/** A weight's place in a file. */
export interface Stored {
  readonly path: string
  readonly data: Hdf5Data
}

/**
 * Gives a layer its weights, one after the other.
 * @throws Error for another number of them, other shapes or types, or what is no finite number
 */
export function setWeights(layer: string, variables: readonly tf.LayerVariable[], stored: readonly Stored[]): void {
  if (variables.length !== stored.length)
    throw new Error(
      `its layer ${quoted(layer)} has ${variables.length} weights, and the file holds ${stored.length} of it`,
    )
  for (const [i, { path, data }] of stored.entries()) {
    const variable = variables[i]!
    const { shape, type, values } = data
    // How many rows statistics are of: no output depends on it.
    if (values === undefined && variable.originalName.endsWith('/count')) continue
    if (values === undefined)
      throw new Error(`its weight ${quoted(path)} is of type ${quoted(type)}, and only float32 is read`)
    if (JSON.stringify(variable.shape) !== JSON.stringify(shape))
      throw new Error(
        `its weight ${quoted(path)} has the shape [${shape.join(', ')}] where the layer ${quoted(layer)} has [${variable.shape.join(', ')}]`,
      )
    const at = values.findIndex((value) => !Number.isFinite(value))
    if (at >= 0) throw new Error(`its weight ${quoted(path)} holds ${values[at]} at ${at}, which is no finite number`)
    tf.tidy(() => void variable.write(tf.tensor(values, [...shape], 'float32')))
  }
}
