import type { tf } from '../../backend/tf.ts'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'
import type { Checkpoint } from '../../model/checkpoint/openCheckpoint.ts'
import { functionsIn, shapeIn, shapeJson, textIn, typesIn } from './attributes.ts'
import { type Constant, toConstant } from './constant.ts'
import { Flattening, type FlatGraph } from './flatten.ts'
import type { MetaGraph, NodeDef, Signature, TensorInfo } from './messages.ts'
import { restoredKeys } from './restored.ts'
import { signatureOrder } from './signatureOrder.ts'

/** The signature that servers of TensorFlow run unless another is asked for. */
const usual = 'serving_default'
/** Bytes that all constants together may have. */
const MOST_BYTES = 2 ** 30

/** A SavedModel's graph as one of tf.js, and lengths of its tensors on which it rests. */
export interface SavedGraph extends Pick<FlatGraph, 'lengths'> {
  readonly artifacts: tf.io.ModelArtifacts
}

/**
 * What a SavedModel computes as a graph model of tf.js: its signature written out, with what its variables hold.
 * @param checkpoint undefined where there is none
 * @throws Error; NUMBER_TYPE_UNSUPPORTED, OPERATOR_UNSUPPORTED
 */
export function readGraph(graphs: readonly MetaGraph[], checkpoint: Checkpoint | undefined): SavedGraph {
  const graph = graphs.find(({ tags }) => tags.includes('serve')) ?? graphs[0]
  if (graph === undefined) throw new Error('it holds no graph')
  const signature = signatureOf(graph)
  const { inputs, outputs } = signature
  checkUnchanging(graph, [...outputs.values()])
  const keys = restoredKeys(graph)
  const flattening = new Flattening(graph, (node) => variableOf(node, keys, checkpoint))
  const order = signatureOrder(graph, signature)
  const [given, made] = [signed(order.inputs, inputs, flattening), signed(order.outputs, outputs, flattening)]
  const flat = flattening.finish()
  const signatureJson = { inputs: given, outputs: made } as tf.io.ModelArtifacts['signature'] & object
  return { artifacts: { format: 'graph-model', ...toArtifacts(flat), signature: signatureJson }, lengths: flat.lengths }
}

/** @throws Error where no signature is the one to take */
function signatureOf({ signatures }: MetaGraph): Signature {
  const able = [...signatures].filter(([name, { outputs }]) => outputs.size > 0 && !name.startsWith('__'))
  const [found, other] = able.filter(([name]) => able.length === 1 || name === usual)
  if (found !== undefined && other === undefined) return found[1]
  const names = able.map(([name]) => quoted(name)).join(', ')
  throw new Error(
    `${names === '' ? 'it has no signature' : `of its signatures, ${names}, none is called ${quoted(usual)}`}. ` +
      "Save it with one: tf.saved_model.save(model, folder, signatures={'serving_default': function})",
  )
}

/** Tensors by name, in this order. */
function signed(
  names: readonly string[],
  infos: ReadonlyMap<string, TensorInfo>,
  flattening: Flattening,
): Record<string, object> {
  const made = Object.fromEntries(
    names.map((name) => {
      const { tensor, shape } = infos.get(name)!
      const own = { name: withIndex(flattening.take(tensor)) }
      return [name, { ...own, ...(shape === undefined ? {} : { tensorShape: shapeJson(shape) }) }]
    }),
  )
  // JavaScript puts keys that are whole numbers first, in their own order.
  if (Object.keys(made).some((name, i) => name !== names[i]))
    throw new Error(
      `its tensors ${names.map((name) => quoted(name, 60)).join(', ')} have numbers for names, whose order is lost`,
    )
  return made
}

const withIndex = (name: string): string => (name.includes(':') ? name : `${name}:0`)

/** A variable that is given other numbers while the graph runs: what is read of it depends on what ran before. */
const changes = /^(Assign|Resource(?!Gather)|Scatter(Nd)?(Add|Sub|Mul|Div|Min|Max|Update)$)/

/** @throws OPERATOR_UNSUPPORTED for a graph that changes variables, in whatever function it calls */
function checkUnchanging({ nodes, functions }: MetaGraph, outputs: readonly TensorInfo[]): void {
  const [seen, called] = [new Set<string>(), new Set<string>()]
  const look = ({ name, op, attributes }: NodeDef): void => {
    if (changes.test(op))
      throw new OvershootError(
        'OPERATOR_UNSUPPORTED',
        `node ${brief(name, 120)} (${brief(op, 60)}) changes a variable while the graph runs, and only what depends on ` +
          'inputs alone is read. Save the model with a signature that changes none',
      )
    for (const bytes of attributes.values()) for (const one of functionsIn(bytes)) called.add(one)
  }
  const waiting = outputs.map(({ tensor }) => tensor)
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    const name = text.replace(/^\^/, '').split(':')[0]!
    const node = nodes.get(name)
    if (node === undefined || seen.has(name)) continue
    seen.add(name)
    waiting.push(...node.inputs)
    look(node)
  }
  // A set is gone through with what is added on the way.
  for (const name of called) for (const node of functions.get(name)?.().nodes.values() ?? []) look(node)
}

function variableOf(
  { name, attributes }: NodeDef,
  keys: ReadonlyMap<string, string>,
  checkpoint: Checkpoint | undefined,
): Constant {
  const key = keys.get(name)
  const stored = key === undefined ? undefined : checkpoint?.find(key)
  const what = `its variable ${quoted(textIn(attributes.get('shared_name')) || name, 120)}`
  if (key === undefined || stored === undefined || checkpoint === undefined)
    throw new Error(`${what} is not among those that it restores from its folder "variables"`)
  const [dtype, shape] = [attributes.get('dtype'), attributes.get('shape')]
  const lengths = shape && shapeIn(shape)
  const isSame =
    (dtype === undefined || typesIn(dtype)[0] === stored.type) &&
    (lengths === undefined ||
      (lengths.length === stored.shape.length &&
        lengths.every((length, i) => length === -1 || length === stored.shape[i])))
  if (!isSame) throw new Error(`${what} has another type or shape than ${quoted(key, 120)}, which it is restored from`)
  try {
    return toConstant(stored.type, stored.shape, checkpoint.bytes(key))
  } catch (error) {
    throw new Error(`${what}: ${reasonOf(error)}`, { cause: error })
  }
}

function toArtifacts({
  nodes,
  constants,
}: FlatGraph): Pick<tf.io.ModelArtifacts, 'modelTopology' | 'weightSpecs' | 'weightData'> {
  const all = [...constants]
  const bytes = all.reduce((sum, [, one]) => sum + one.bytes.length, 0)
  if (bytes > MOST_BYTES) throw new Error(`its constants have ${bytes} bytes, and ${MOST_BYTES} may be read`)
  return {
    modelTopology: { node: nodes, versions: {} },
    weightSpecs: all.map(([name, { shape, dtype }]) => ({ name, shape: [...shape], dtype })),
    weightData: Uint8Array.from(Buffer.concat(all.map(([, one]) => one.bytes))).buffer,
  }
}
