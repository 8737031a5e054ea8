import type { tf } from '../../backend/tf.ts'
import { defined } from '../../defined.ts'
import { loadModel, type LoadModelOptions } from '../../network/loadModel.ts'
import { spelledShapes } from '../spelling/spelledShapes.ts'

/** How the command line says that a model's file is read. */
export interface ModelOptions {
  readonly batch?: number | undefined
  readonly output?: string | undefined
  readonly register?: string | undefined
  readonly round?: boolean | undefined
  /** Domains by inputs, which may spell shapes. */
  readonly input?: readonly string[] | undefined
}

/** The same without what is not said. */
export function modelOptions({ batch, output, register, round }: ModelOptions): Omit<LoadModelOptions, 'shapes'> {
  return defined({ batch, output, register, round })
}

/** Loads the model that a command names. @throws as `loadModel` */
export async function openModel(path: string, options: ModelOptions = {}): Promise<tf.LayersModel> {
  return loadModel(path, { ...modelOptions(options), shapes: spelledShapes(options.input) })
}
