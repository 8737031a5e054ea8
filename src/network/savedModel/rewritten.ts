import type { GraphNode } from '../graphModel/graphFile.ts'
import type { Constant } from './constant.ts'

/** Adds nodes to a graph; each call's result is the name of what it adds. */
export interface Build {
  node(op: string, input: readonly string[], attr?: Readonly<Record<string, object>>): string
  floats(values: readonly number[], shape: readonly number[]): string
  integers(values: readonly number[]): string
}

interface Attributes {
  readonly epsilon?: { readonly f?: number }
  readonly data_format?: { readonly s?: string }
  readonly is_training?: { readonly b?: boolean }
}

type Rewrite = (build: Build, input: readonly string[], attributes: Attributes) => string | undefined

const isChannelsFirst = ({ data_format: format }: Attributes): boolean =>
  Buffer.from(format?.s ?? '', 'base64').toString('utf8') === 'NCHW'

/** (x - m) / sqrt(v + epsilon) * scale + offset by the mean and the variance of what it is given, of each channel. */
const normalized: Rewrite = (build, [x, scale, offset], attributes) => {
  if (attributes.is_training?.b === false || x === undefined || scale === undefined || offset === undefined)
    return undefined
  const [axes, shape] = isChannelsFirst(attributes)
    ? [
        [0, 2, 3],
        [1, -1, 1, 1],
      ]
    : [
        [0, 1, 2],
        [1, 1, 1, -1],
      ]
  const mean = (of: string): string => build.node('Mean', [of, build.integers(axes)], { keep_dims: { b: true } })
  const each = (of: string): string => build.node('Reshape', [of, build.integers(shape)])
  const centred = build.node('Sub', [x, mean(x)])
  const variance = build.node('AddV2', [
    mean(build.node('Square', [centred])),
    build.floats([attributes.epsilon?.f ?? Math.fround(0.0001)], []),
  ])
  const all = build.node('Mul', [centred, build.node('Rsqrt', [variance])])
  return build.node('AddV2', [build.node('Mul', [all, each(scale)]), each(offset)])
}

/** x / (1 + |x|) */
const softsign: Rewrite = (build, [x]) =>
  x === undefined
    ? undefined
    : build.node('RealDiv', [x, build.node('AddV2', [build.floats([1], []), build.node('Abs', [x])])])

const rewrites: Readonly<Record<string, Rewrite>> = {
  FusedBatchNorm: normalized,
  FusedBatchNormV2: normalized,
  FusedBatchNormV3: normalized,
  Softsign: softsign,
}

/** What was added in the place of a node; the last of it computes the node's first output, and there are no others. */
export interface Rewritten {
  readonly nodes: readonly GraphNode[]
  readonly constants: ReadonlyMap<string, Constant>
}

/**
 * A node that tf.js has not, or takes otherwise than TensorFlow, made of others that it has; undefined for those that
 * stay as they are. `free` makes names that no other node has.
 */
export function rewritten(made: GraphNode, free: (wanted: string) => string): Rewritten | undefined {
  if (!Object.hasOwn(rewrites, made.op)) return undefined
  const nodes: GraphNode[] = []
  const constants = new Map<string, Constant>()
  const named = (op: string): string => free(`${made.name}/${op}`)
  const constant = (one: Constant): string => {
    const name = named('Const')
    constants.set(name, one)
    return name
  }
  const build: Build = {
    node: (op, input, attr = {}) => {
      const name = named(op)
      nodes.push({ name, op, input, attr })
      return name
    },
    floats: (values, shape) =>
      constant({ dtype: 'float32', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) }),
    integers: (values) =>
      constant({ dtype: 'int32', shape: [values.length], bytes: new Uint8Array(Int32Array.from(values).buffer) }),
  }
  const last = rewrites[made.op]!(build, made.input ?? [], (made.attr ?? {}) as Attributes)
  if (last === undefined) return undefined
  const result = nodes.find(({ name }) => name === last)!
  return { nodes: nodes.with(nodes.indexOf(result), { ...result, name: made.name }), constants }
}
