import { enter, isCall, outputOf, readsOf, rootFrame, type Frame } from './frames.ts'
import type { MetaGraph, NodeDef, Signature, TensorInfo } from './messages.ts'

/** The names of a signature's inputs and outputs, in the order that a model has them. */
export interface SignatureOrder {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/**
 * TensorFlow sorts inputs and outputs by name, in the graph and in the function that stands for a signature. What that
 * one calls is the function that was saved, which takes and returns them in the order of the model: of Keras' list of
 * inputs, say. Where there is no such function the order is that of the graph's nodes, as in files of tf.js.
 * @throws Error
 */
export function signatureOrder(graph: MetaGraph, { inputs, outputs }: Signature): SignatureOrder {
  const saved = savedFunction(graph, [...outputs.values()])
  const nodes = new Map([...graph.nodes.keys()].map((name, i) => [name, i]))
  const placeOf = ({ tensor }: TensorInfo): number[] => {
    const [node = '', index = '0'] = tensor.split(':')
    return [nodes.get(node) ?? Infinity, Number(index)]
  }
  return {
    inputs: sorted(inputs, saved?.inputOf, placeOf),
    outputs: sorted(outputs, saved?.outputOf, placeOf),
  }
}

/** By places in the function that was saved if all have one, otherwise by those in the graph. */
function sorted(
  infos: ReadonlyMap<string, TensorInfo>,
  inFunction: ((tensor: string) => number) | undefined,
  inGraph: (info: TensorInfo) => number[],
): string[] {
  const own = [...infos.values()].map(({ tensor }) => inFunction?.(tensor) ?? -1)
  const isWhole = own.every((place) => place >= 0) && new Set(own).size === own.length
  const places = [...infos].map(([name, info], i) => ({ name, place: isWhole ? [own[i]!] : inGraph(info) }))
  return places
    .toSorted(({ place: [a, i = 0] }, { place: [b, k = 0] }) => (a === b ? i - k : a! < b! ? -1 : 1))
    .map(({ name }) => name)
}

/** Which place a tensor of the graph has in what the function that was saved takes, and returns; -1 where it has none. */
interface SavedFunction {
  inputOf(tensor: string): number
  outputOf(tensor: string): number
}

/** The one function that is called by what stands for a signature; undefined where there is none. */
function savedFunction(graph: MetaGraph, outputs: readonly TensorInfo[]): SavedFunction | undefined {
  const [name, ...others] = new Set(outputs.map(({ tensor }) => tensor.split(':')[0]!))
  const call = name === undefined || others.length > 0 ? undefined : graph.nodes.get(name)
  if (call === undefined || !isCall(call)) return undefined
  const wrapper = enter(rootFrame(graph), call, graph.functions)
  const { body } = wrapper.called!
  const [inner, ...more] = [...body.nodes.values()].filter(isCall)
  if (inner === undefined || more.length > 0) return undefined
  const given = readsOf(call).map(plain)
  return {
    inputOf: (tensor) => readsOf(inner).indexOf(body.inputs[given.indexOf(plain(tensor))] ?? ''),
    outputOf: (tensor) => returnedBy(wrapper, body.returns.get(body.outputs[indexOf(tensor)] ?? ''), inner),
  }
}

const plain = (tensor: string): string => tensor.replace(/:0$/, '')
const indexOf = (tensor: string): number => Number(tensor.split(':')[1] ?? 0)

/** Which output of a call in a function a tensor of it is, passed on or not; -1 for none. */
function returnedBy(frame: Frame, text: string | undefined, call: NodeDef): number {
  const seen = new Set<string>()
  while (text !== undefined && text.includes(':') && !seen.has(text)) {
    seen.add(text)
    const { node, index } = outputOf(frame, text)
    if (node === call) return index
    if (node.op !== 'Identity') return -1
    text = readsOf(node)[0]
  }
  return -1
}
