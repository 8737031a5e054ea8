import { tf } from '../../../src/backend/tf.ts'

/** An attribute as TensorFlow's JSON has it. */
export type Attribute = Readonly<Record<string, unknown>>

export const whole = (value: number): Attribute => ({ i: String(value) })
export const float = (value: number): Attribute => ({ f: value })
export const truth = (value: boolean): Attribute => ({ b: value })
export const text = (value: string): Attribute => ({ s: btoa(value) })
export const wholes = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } })
export const texts = (values: readonly string[]): Attribute => ({ list: { s: values.map(btoa) } })
export const type = (name: string): Attribute => ({ type: name })
export const shapeOf = (lengths: readonly number[]): Attribute => ({
  shape: { dim: lengths.map((size) => ({ size: String(size) })) },
})

interface NodeDraft {
  readonly name: string
  readonly op: string
  readonly input?: readonly string[]
  readonly attr: Readonly<Record<string, Attribute>>
}

/** A graph model while it is written. */
export interface GraphDraft {
  /** Adds a node; its name. */
  node(op: string, input: readonly string[], attr?: Readonly<Record<string, Attribute>>): string
  /** Adds an input; its name. */
  input(shape: readonly number[], dtype?: string): string
  /** Adds a constant; its name. */
  floats(values: readonly number[], shape?: readonly number[]): string
  ints(values: readonly number[], shape?: readonly number[]): string
  /** The files' content. */
  artifacts(): tf.io.ModelArtifacts & { readonly modelTopology: { readonly node: readonly NodeDraft[] } }
}

export function draftGraph(): GraphDraft {
  const nodes: NodeDraft[] = []
  const specs: tf.io.WeightsManifestEntry[] = []
  const bytes: Uint8Array[] = []
  const add = (op: string, input: readonly string[], attr: NodeDraft['attr'] = {}): string => {
    const name = `${op.toLowerCase()}_${nodes.length}`
    nodes.push({ name, op, ...(input.length > 0 && { input }), attr })
    return name
  }
  const constant = (data: Float32Array | Int32Array, shape: readonly number[], dtype: 'float32' | 'int32'): string => {
    const name = add('Const', [], { dtype: type(dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT') })
    specs.push({ name, shape: [...shape], dtype })
    bytes.push(new Uint8Array(data.buffer))
    return name
  }
  return {
    node: add,
    input: (shape, dtype = 'DT_FLOAT') => add('Placeholder', [], { dtype: type(dtype), shape: shapeOf(shape) }),
    floats: (values, shape = [values.length]) => constant(Float32Array.from(values), shape, 'float32'),
    ints: (values, shape = [values.length]) => constant(Int32Array.from(values), shape, 'int32'),
    artifacts: () => ({
      format: 'graph-model',
      modelTopology: { node: structuredClone(nodes), versions: {} },
      weightSpecs: structuredClone(specs),
      weightData: Uint8Array.from(Buffer.concat(bytes)).buffer,
    }),
  }
}

/** A handler that loads these files. */
export function handlerOf(artifacts: tf.io.ModelArtifacts): tf.io.IOHandler {
  return { load: () => Promise.resolve(artifacts) }
}
