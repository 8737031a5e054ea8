import { brief } from '../../../files/brief.ts'
import { sizeOf } from '../../layers/layer.ts'
import type { GraphMessage, ModelMessage, ValueMessage } from '../file/messages.ts'
import { readTensor } from '../file/readTensor.ts'
import { append, asVariable, type Graph, join, naming, newGraph, settle, take } from '../graph.ts'
import { isFloat32 } from '../nodeType.ts'
import { describeType, fits, isInteger, numberType } from '../numberTypes.ts'
import type { OnnxNetwork, ReadOnnxOptions } from '../onnxNetwork.ts'
import { batchMixed, invalid, otherType, unsupported } from '../refusals.ts'
import { type Followed, rows } from '../rows/followed.ts'
import { nearestWhole } from '../whole.ts'
import { checkedSize, range, type Variable } from '../tensors.ts'
import { checkOperators } from './checkOperators.ts'
import { fixLengths } from './fixLengths.ts'
import type { Known } from './known.ts'
import { type GivenInput, isAlsoChosen, readInputs, sizesOf } from './readInputs.ts'
import { readNodes } from './readNodes.ts'
import type { Reading } from './reading.ts'
import { Scope } from './scope.ts'
import { trim } from './trim.ts'

/** Reads the nodes that the outputs depend on. @throws as `readOnnx` */
export function readGraph(
  { opsets, functions }: ModelMessage,
  message: GraphMessage,
  { folder, batch, round = false, output, shapes = {} }: ReadOnnxOptions,
  keepsKnown = false,
): OnnxNetwork {
  const wanted = wantedOutputs(message, output)
  const names = wanted.map(({ name }) => name)
  checkOperators(message.nodes, names, functions)
  const rounded = new Set<string>()
  const graph = newGraph()
  const given = fixLengths(inputsOf(message), shapes)
  const inputs = readInputs(given, batch)
  const sizes = batch === undefined ? sizesOf(inputs) : []
  const reading: Reading = {
    graph,
    functions,
    keepsKnown,
    seen: sizes.map((): Followed[] => []),
    open: (tensor) => {
      const read = readTensor(tensor, folder)
      naming(graph, brief(tensor.name, 120), () => take(graph, read.data.length))
      return read
    },
    rounds: (what) => {
      if (!round) throw otherType(what)
      rounded.add(what)
    },
  }
  const scope = new Scope(reading, message.initializers)
  for (const [i, input] of inputs.entries()) scope.define(input.name, readInput(reading, input, i, sizes))
  const found = readNodes(reading, message.nodes, names, { scope, opsets, depth: 0 })
  const outputs = wanted.map((one, i) => ({ name: one.name, ...outputOf(reading, one, found[i]!) }))
  for (const [k, all] of reading.seen.entries())
    checkRows(
      all,
      found.map(({ followed }, i) => ({ name: names[i]!, followed: followed[k] })),
      sizes[k]!,
    )
  return {
    network: {
      inputs: inputs.map(({ name, shape }) => ({ name, size: sizeOf(shape) })),
      opaque: [],
      ...trim(
        graph,
        naming(graph, outputs.length === 1 ? 'output' : 'outputs', () => joined(graph, outputs)),
      ),
    },
    inputs: inputs.map(({ name, shape }) => ({ name, shape })),
    outputs: outputs.map(({ name, shape }) => ({ name, shape })),
    rounded: [...rounded],
  }
}

/** Initializers may be listed as inputs, too. @throws MODEL_INVALID where there are no others */
function inputsOf({ inputs, initializers }: GraphMessage): ValueMessage[] {
  const stored = new Set(initializers.map(({ name }) => name))
  const given = inputs.filter(({ name }) => !stored.has(name))
  if (given.length === 0) throw invalid('a model with inputs', 'inputs', 0)
  return given
}

/** @throws MODEL_INVALID where there are no outputs, or none of this name */
function wantedOutputs({ outputs }: GraphMessage, name: string | undefined): readonly ValueMessage[] {
  if (outputs.length === 0) throw invalid('a model with outputs', 'outputs', 0)
  if (name === undefined) return outputs
  const found = outputs.filter((one) => one.name === name)
  if (found.length > 0) return found
  throw invalid(`one of the outputs ${outputs.map((one) => brief(one.name, 60)).join(', ')}`, 'output', name)
}

function readInput(
  { graph, rounds }: Reading,
  { name, type, shape, rows: own }: GivenInput,
  index: number,
  sizes: readonly ReadonlySet<string>[],
): Known {
  if (type !== 'float32' && !isInteger(type)) rounds(`input ${brief(name, 120)}, ${type}`)
  const size = checkedSize(shape, name)
  const tensor = naming(graph, `${brief(name, 120)} (input)`, () => {
    take(graph, size)
    const given = append(graph, { kind: 'input', input: index, size }, [], shape)
    // ONNX Runtime is handed the same numbers.
    return isInteger(type) ? nearestWhole(graph, given, type) : given
  })
  const followed = sizes.map((varied) => (own !== undefined && varied.has(own.size) ? rows(own.axis, 1) : undefined))
  return { tensor, type, followed }
}

/** An output as numbers of operations. @throws MODEL_INVALID where the file says another type */
function outputOf(
  { graph, rounds }: Reading,
  { name, type: declared }: ValueMessage,
  { tensor, type, unlike, sequence }: Known,
): Variable {
  const label = brief(name, 120)
  if (sequence !== undefined) throw invalid('an output of one tensor', name, `a sequence of ${sequence.length}`)
  const said = numberType(declared)
  if (declared !== 0 && said !== type) throw invalid(`an output of ${type} numbers`, name, describeType(declared))
  if (isInteger(type) && tensor.kind === 'constant' && !tensor.data.every((x) => fits('float32', x)))
    throw unsupported(label, 'an output of large whole numbers', 'Leave it out.')
  if (!isFloat32(tensor)) rounds(`output ${label}, ${type}`)
  return naming(graph, `${label} (output)`, () => asVariable(graph, tensor), unlike ? ['onnxruntime'] : [])
}

/**
 * @throws BATCH_MIXED where the rows of a batch depend on each other, or on how many there are, unless one of the
 * numbers can only be 1
 */
export function checkRows(
  seen: readonly Followed[],
  outputs: readonly { readonly name: string; readonly followed: Followed | undefined }[],
  varied: ReadonlySet<string>,
): void {
  if (seen.some(({ kind }) => kind === 'alone')) {
    if (isAlsoChosen(varied)) return
    throw batchMixed('the inputs', `their batches have ${varied.size} names, and not all can be of several rows`)
  }
  for (const one of seen) if (one.kind === 'mixed') throw one.error
  for (const { name, followed } of outputs)
    if (followed?.kind === 'sized') throw batchMixed(`output ${brief(name, 120)}`, 'it is how many rows a batch has')
}

/** The operation whose result is all outputs, one after the other. */
export function joined(graph: Graph, outputs: readonly Variable[]): number {
  if (outputs.length === 1) return settle(graph, outputs[0]!)
  const { reads, compose } = join(graph, outputs)
  const size = outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return settle(graph, { kind: 'variable', shape: [size], reads, taps: compose(range(size)) })
}
