import { z } from 'zod'
import { firstIssue } from '../../files/firstIssue.ts'

/** Settings as they stand in a file. */
export type Config = Readonly<Record<string, unknown>>

/** A layer, or a model, which is one too, as Keras writes it. */
export interface KerasObject {
  readonly class_name: string
  readonly config: Config
  readonly name?: string | undefined
  /** Where its class is found; only in the format of `.keras` files. */
  readonly module?: string | null | undefined
  readonly registered_name?: string | null | undefined
  readonly inbound_nodes?: readonly unknown[] | undefined
  readonly build_config?: Config | null | undefined
}

const config = z.custom<Config>((value) => isObject(value), 'no settings')

const kerasObject: z.ZodType<KerasObject> = z.looseObject({
  class_name: z.string(),
  config,
  name: z.string().optional(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
  inbound_nodes: z.array(z.unknown()).optional(),
  build_config: config.nullish(),
})

/** @throws Error that says what is wrong */
export function asKerasObject(value: unknown, what: string): KerasObject {
  const { data, error } = kerasObject.safeParse(value)
  if (error) throw new Error(`${what} is no layer: ${firstIssue(error)}`)
  return data
}

export function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How weights start and are trained, and what chance draws: nothing that an output depends on. */
export const incidental: RegExp = /_(initializer|regularizer|constraint)$|^(seed|optional)$/

/** Is it a model of layers that the file lists? */
export function isModel({ class_name }: KerasObject): boolean {
  return ['Sequential', 'Functional', 'Model'].includes(class_name)
}

/** A model's layers in their order. @throws Error */
export function layersOf({ config: { layers }, class_name }: KerasObject): KerasObject[] {
  if (!Array.isArray(layers)) throw new Error(`the ${class_name} model lists no layers`)
  return layers.map((layer) => asKerasObject(layer, 'one of its layers'))
}

/** The layers that a layer is made of, by the setting that holds them. */
export function wrappedIn({ config: { layer, backward_layer, cell, cells } }: KerasObject): KerasObject[] {
  return [layer, backward_layer, cell, cells]
    .flat()
    .filter((one) => isObject(one) && 'class_name' in one)
    .map((one) => asKerasObject(one, 'a layer in a layer'))
}

/** What a layer is called. */
export function nameOf({ name, config: own, class_name }: KerasObject): string {
  return name ?? (typeof own['name'] === 'string' ? own['name'] : class_name)
}
