import { z } from 'zod'
import { quoted } from '../../files/brief.ts'
import { firstIssue } from '../../files/firstIssue.ts'
import type { KerasModel } from '../kerasModel.ts'
import { inKerasOrder } from '../kerasWeights.ts'
import { linearModel } from '../linearModel.ts'
import { wideDeepModel } from '../wideDeepModel.ts'
import type { Hdf5Tree } from './hdf5/hdf5Tree.ts'
import { asKerasObject, type KerasObject, nameOf } from './kerasObject.ts'
import { setWeights, type Stored } from './setWeights.ts'
import { snakeCase, varsIn } from './storedByPath.ts'
import { activationOf } from './activationOf.ts'

const size = z
  .int()
  .min(1)
  .max(2 ** 27)
/** Keras writes down the shapes that a model was first called with, rows and all. */
const shape = z.tuple([z.int().nullable(), size], size)
const shapes = z.array(shape).min(1).max(1000)
/** The one input of both parts, or those of each. */
const called = z.looseObject({ input_shape: z.union([shape, z.tuple([z.union([shape, shapes]), z.unknown()])]) })
const linearSettings = z.looseObject({ name: z.string(), units: size, use_bias: z.boolean() })
const wideDeepSettings = z.looseObject({ name: z.string() })

type Shape = readonly (number | null)[]

/** Builds a model with its weights, which lie at `where`. */
export type Build = (model: KerasObject, where: string) => Promise<KerasModel>

/** Is it a model that Keras has a class of, which lists no layers? */
export function isPremade({ class_name, module }: KerasObject): boolean {
  return (
    ['LinearModel', 'WideDeepModel'].includes(class_name) && typeof module === 'string' && module.startsWith('keras.')
  )
}

/**
 * A `LinearModel` or `WideDeepModel` of `tf.keras.experimental` as ours, its parts with their weights.
 * @throws Error that says what is wrong
 */
export async function loadPremade(model: KerasObject, tree: Hdf5Tree, build: Build): Promise<KerasModel> {
  if (model.class_name === 'LinearModel') return linear(model, tree, '', inputShapes(model))
  const { name } = parsed(wideDeepSettings, model.config, 'its configuration')
  const { input_shape: given } = parsed(called, model.build_config ?? {}, 'its build_config')
  const [isShared, ofLinear] = shape.safeParse(given).success ? [true, given] : [false, given[0]]
  const [wide, deep] = ['linear_model', 'dnn_model'].map((key) => asKerasObject(model.config[key], `its ${key}`)) as [
    KerasObject,
    KerasObject,
  ]
  const made: KerasModel[] = []
  try {
    made.push(
      wide.class_name === 'LinearModel'
        ? linear(wide, tree, 'linear_model', listed(ofLinear))
        : await build(wide, placeOf('linear_model', wide, tree)),
    )
    made.push(await build(deep, placeOf('dnn_model', deep, tree)))
    return wideDeepModel(made[0]!, made[1]!, {
      name,
      activation: activationOf(model.class_name, model.config, 'activation') as string | null,
      inputs: isShared ? 'shared' : 'separate',
    })
  } catch (error) {
    for (const part of made) part.dispose()
    throw error
  }
}

/** A part lies under its name, or, as it is listed among the layers, too, under its class. */
function placeOf(key: string, part: KerasObject, tree: Hdf5Tree): string {
  const places = [key, `layers/${snakeCase(part.class_name)}`]
  const found = places.find((place) => tree.groups.has(place))
  if (found === undefined) throw new Error(`its weights of ${key} are missing`)
  return found
}

/** The kernels lie with the layers of each input, the bias with the model. */
function linear(model: KerasObject, tree: Hdf5Tree, path: string, inputShape: readonly Shape[]): KerasModel {
  const { name, units, use_bias: useBias } = parsed(linearSettings, model.config, 'its linear model')
  const at = path === '' ? '' : `${path}/`
  const kernels = inputShape.flatMap((_one, i): Stored[] => varsIn(tree, `${at}layers/dense${i === 0 ? '' : `_${i}`}`))
  const stored = [...kernels, ...varsIn(tree, path)]
  // Before memory is asked for.
  const [needed, there] = [
    inputShape.reduce((sum, one) => sum + one.at(-1)! * units, useBias ? units : 0),
    stored.reduce((sum, { data }) => sum + (data.values?.length ?? 0), 0),
  ]
  if (needed !== there)
    throw new Error(`its linear model ${quoted(name)} has ${needed} weights, and the file holds ${there} of it`)
  const activation = activationOf(model.class_name, model.config, 'activation') as string | null
  const made = linearModel({ name, units, useBias, activation, inputShape })
  try {
    setWeights(nameOf(model), inKerasOrder(made.layers), stored)
    return made
  } catch (error) {
    made.dispose()
    throw error
  }
}

function inputShapes({ build_config: given }: KerasObject): Shape[] {
  const { input_shape: found } = parsed(
    z.looseObject({ input_shape: z.union([shape, shapes]) }),
    given ?? {},
    'its build_config',
  )
  return listed(found)
}

/** Each input's shape without its rows. */
function listed(found: unknown): Shape[] {
  const { data } = shape.safeParse(found)
  return (data ? [data] : shapes.parse(found)).map(([, ...sizes]) => sizes)
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { data, error } = schema.safeParse(value)
  if (error) throw new Error(`${what}: ${firstIssue(error)}`)
  return data as T
}
