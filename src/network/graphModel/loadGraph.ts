import { createHash } from 'node:crypto'
import { tf } from '../../backend/tf.ts'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { weightBytes } from '../../model/artifacts.ts'
import { unreadable } from '../../model/files.ts'
import { savedModelFolder } from '../../model/savedModelFolder.ts'
import { layerModel, rowShape } from '../layerModel.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'
import { mappedNode, startGraph } from './graphExecutor.ts'
import { type GraphNode, nodesBehind, nodesOf, orderNodes } from './graphFile.ts'
import { fixLengths, type InputShapes } from '../onnx/reading/fixLengths.ts'
import { GraphLayer } from './graphLayer.ts'
import { howToWrite, type InputPort, inputPorts, outputPorts } from './ports.ts'
import { checkNodes } from './refusedNodes.ts'
import type { Graph } from './runGraph.ts'
import { checkLengths, type StatedLength } from './statedLengths.ts'
import { tryGraph, type Trial } from './tryGraph.ts'

/** How a graph model is loaded; all of it may be left out. */
export interface LoadGraphOptions {
  /** How many rows a batch has where the file leaves that open: all of them are then one case. */
  readonly batch?: number
  /** Lengths of inputs that the file leaves open: shapes without the batch dimension. */
  readonly shapes?: InputShapes
  /** The one output that the model has, by its name, or that of any node. */
  readonly output?: string
}

/**
 * Makes a graph model's files a model that claims can be about, which runs them as `tf.loadGraphModel` does. It has
 * the inputs and outputs that the file's signature names, or else its placeholders and the nodes that no other reads,
 * without the batch dimension. The graph runs once, on zeros, to tell the shapes of outputs: a backend must run
 * already. `lengths` are those that its tensors have to have.
 * @throws MODEL_UNREADABLE for what is no whole graph or fails; OPERATOR_UNSUPPORTED naming the operators that tf.js
 * does not have, or runs only where it may wait; MODEL_INVALID for inputs whose shape is open; BATCH_MIXED where
 * results do not hold one row for each of the batch, and no `batch` is stated
 */
export function loadGraph(
  artifacts: tf.io.ModelArtifacts,
  file: string,
  options: LoadGraphOptions = {},
  lengths: readonly StatedLength[] = [],
): tf.LayersModel {
  const started: tf.GraphModel[] = []
  try {
    const nodes = nodesOf(artifacts.modelTopology)
    const outputs = outputPorts(nodes, artifacts, options.output)
    const needed = nodesBehind(nodes, outputs)
    const open = inputPorts(nodes, artifacts, outputs)
    const inputs = options.shapes === undefined ? open : stated(open, options.shapes)
    const bytes = weightBytes(artifacts)
    const { weightSpecs = [] } = artifacts
    checkWeights(needed, new Map([...nodes].map(([name, { op }]) => [name, op])), weightSpecs)
    const model = startGraph([...nodes.values()], { weightSpecs, weightData: bytes })
    started.push(model)
    const mapped = needed.map(({ name }) => mappedNode(model, name)!)
    checkNodes(mapped, file)
    orderNodes(nodes, outputs)
    const shapes = shapesOf(inputs, options.batch, file)
    const graph = { model, inputs, outputs }
    const { isBatched, outputShapes, trial } = tryRows(graph, (own) => tryGraph(graph, mapped, own), {
      shapes,
      batch: options.batch,
      file,
    })
    checkLengths(graph, isBatched ? [shapes, withRows(shapes, 2)] : [shapes], lengths)
    const digest = createHash('sha256')
      .update(JSON.stringify(needed))
      .update(JSON.stringify(weightSpecs))
      .update(new Uint8Array(bytes))
      .digest('hex')
    const layer = (name: string): GraphLayer =>
      new GraphLayer({ ...graph, ...trial, name, shapes, isBatched, outputShapes, digest })
    const given = inputs.map((input, i) => ({ ...input, shape: rowShape(shapes[i]!) }))
    return layerModel('graph', { inputs: given, outputs }, layer)
  } catch (error) {
    for (const model of started) model.dispose()
    if (error instanceof OvershootError) throw error
    throw unreadable(file, brief(reasonOf(error)), error)
  }
}

/** @throws Error for a constant without numbers, and for numbers that tf.js would take for another node's */
function checkWeights(
  needed: readonly GraphNode[],
  operators: ReadonlyMap<string, string>,
  weights: readonly tf.io.WeightsManifestEntry[],
): void {
  const stored = new Set(weights.map(({ name }) => name))
  const missing = needed.find(({ name, op }) => op === 'Const' && !stored.has(name))
  if (missing !== undefined) throw new Error(`its weight ${brief(missing.name, 120)} is missing`)
  const other = weights.find(({ name }) => (operators.get(name) ?? 'Const') !== 'Const')
  if (other !== undefined) throw new Error(`its weight ${brief(other.name, 120)} has the name of a node that computes`)
}

/** Inputs with the lengths that are stated in the place of those that the file leaves open. */
function stated(inputs: readonly InputPort[], shapes: InputShapes): InputPort[] {
  return fixLengths(inputs, shapes).map((input) => {
    // The first axis is the batch still.
    const lengths = input.shape.map((length) => (typeof length === 'number' ? length : -1))
    return { ...input, shape: lengths }
  })
}

/** Numbers that an input may have. */
const MOST_NUMBERS = 2 ** 24

/** What the graph takes of one case: open first axes are the batch, of one row unless more are stated. */
function shapesOf(inputs: readonly InputPort[], batch: number | undefined, file: string): Shape[] {
  const isOpen = inputs.some(({ shape }) => shape[0] === -1)
  if (batch !== undefined && !isOpen)
    throw new OvershootError('ARGUMENT_INVALID', `loadModel: batch: ${brief(file)} states all sizes`)
  return inputs.map(({ name, node, shape }) => {
    const lengths = shape.map((length, axis) => (axis === 0 && length === -1 ? (batch ?? 1) : length))
    const key = JSON.stringify(brief(name, 120))
    const orWrite =
      savedModelFolder(file) === undefined ? `, or write them in place of -1 into ${howToWrite(node)}` : ''
    if (lengths.includes(-1))
      throw new OvershootError(
        'MODEL_INVALID',
        `loadModel: ${brief(file)}: expected inputs of a fixed shape, received ${brief(name, 120)} of [${shape.join(', ')}]. ` +
          `State the lengths that claims are about, { shapes: { ${key}: [...] } } without the batch${orWrite}`,
      )
    const size = sizeOf(lengths)
    if (!(size >= 1 && size <= MOST_NUMBERS))
      throw new Error(`its input ${brief(name, 120)} has ${size} numbers, and 1 to ${MOST_NUMBERS} may be read`)
    return lengths
  })
}

function withRows(shapes: readonly Shape[], rows: number): Shape[] {
  return shapes.map((shape) => [rows, ...shape.slice(1)])
}

interface TriedRows {
  readonly isBatched: boolean
  readonly outputShapes: readonly Shape[]
  readonly trial: Trial
}

/** Does a batch of two rows give two? A graph that takes no other than one row runs once for each. */
function tryRows(
  graph: Graph,
  run: (shapes: readonly Shape[]) => Trial,
  { shapes, batch, file }: { shapes: readonly Shape[]; batch: number | undefined; file: string },
): TriedRows {
  const trial = run(shapes)
  const alone = { isBatched: false, outputShapes: trial.shapes.map(rowShape), trial }
  for (const [i, shape] of trial.shapes.entries())
    if (sizeOf(shape) === 0) throw new Error(`its output ${brief(graph.outputs[i]!.name, 120)} has no numbers`)
  if (batch !== undefined || !graph.inputs.every(({ shape }) => shape[0] === -1)) return alone
  let two: readonly Shape[]
  try {
    two = run(withRows(shapes, 2)).shapes
  } catch {
    return alone
  }
  const mixed = two.findIndex((shape, i) => String(shape) !== String([2, ...trial.shapes[i]!.slice(1)]))
  if (mixed >= 0 || trial.shapes.some(([rows]) => rows !== 1)) throw notByRows(graph, Math.max(mixed, 0), file)
  return { ...alone, isBatched: true }
}

function notByRows({ outputs }: Graph, index: number, file: string): OvershootError {
  return new OvershootError(
    'BATCH_MIXED',
    `loadModel: ${brief(file)}: output ${brief(outputs[index]!.name, 120)} does not hold one row for each of the batch. ` +
      'State the batch that claims are about, { batch: 3 } or --batch 3: all its rows are then one case',
  )
}
