import { tf } from '../../backend/tf.ts'
import { alterationOf, takeClass } from '../own/classes.ts'

/** A node as tf.js 4.22 understood it: what it runs goes by this, so what is read does, too. */
export interface MappedNode {
  readonly name: string
  readonly op: string
  /** Which of tf.js' executors runs it; `custom` for operators that somebody registered, undefined for unknown ones. */
  readonly category: string | undefined
  /** Names of tensors. */
  readonly inputNames: readonly string[]
  /** What reads it. */
  readonly children: readonly MappedNode[]
  readonly attrParams: Readonly<Record<string, { readonly value?: unknown } | undefined>>
}

/** The part of tf.js' executor that is looked at here: no part of its interface, so this version's own. */
interface Executor {
  readonly graph: { readonly nodes: Readonly<Record<string, MappedNode>> }
  readonly weightMap: Readonly<Record<string, readonly tf.Tensor[]>>
  checkTensorForDisposalWithNodeLiveUntilInfo(node: MappedNode, results: Results, ...rest: unknown[]): void
}

function executorOf(model: tf.GraphModel): Executor {
  return (model as unknown as { executor: Executor }).executor
}

/** In one go, and on the backend that runs. */
function load(artifacts: tf.io.ModelArtifacts): tf.GraphModel {
  return tf.loadGraphModelSync(artifacts) as unknown as tf.GraphModel
}

/** A graph of nothing, whose classes are remembered before anybody can alter them. */
const empty = load({
  modelTopology: { node: [], versions: {} },
  weightSpecs: [],
  weightData: new ArrayBuffer(0),
})
takeClass(tf.GraphModel)
takeClass({ prototype: Object.getPrototypeOf(executorOf(empty)) as object })

/** A graph model on tf.js' own executor. @throws Error for attributes and weights that tf.js cannot read */
export function startGraph(
  nodes: readonly object[],
  weights: Pick<tf.io.ModelArtifacts, 'weightSpecs' | 'weightData'>,
): tf.GraphModel {
  const made: tf.GraphModel[] = []
  // Weights of a graph that tf.js does not take are not left behind.
  tf.tidy(() => {
    // Without its signature, a name is a node's, and means one thing; tables that other code fills cannot be had.
    const model = load({ modelTopology: { node: nodes, versions: {} }, ...weights })
    for (const tensor of Object.values(executorOf(model).weightMap).flat()) tf.keep(tensor)
    made.push(model)
  })
  return made[0]!
}

/** Is the code that runs the model not all tf.js' own? Operators that were registered are known by their category. */
export function isAltered(model: tf.GraphModel): boolean {
  return alterationOf(model) !== undefined || alterationOf(executorOf(model)) !== undefined
}

/** What tf.js makes of a node; undefined where there is none. */
export function mappedNode(model: tf.GraphModel, name: string): MappedNode | undefined {
  const { nodes } = executorOf(model).graph
  return Object.hasOwn(nodes, name) ? nodes[name] : undefined
}

/** A constant of the graph. */
export function weightOf(model: tf.GraphModel, name: string): tf.Tensor | undefined {
  const { weightMap } = executorOf(model)
  return Object.hasOwn(weightMap, name) ? weightMap[name]![0] : undefined
}

/** What nodes computed so far, by their names: constants and inputs, too. */
type Results = Readonly<Record<string, readonly (tf.Tensor | undefined)[] | undefined>>

/** Runs `run` while `look` is shown what each node computed, and all that others did, and may throw to end it. */
export function lookingAtNodes<T>(
  model: tf.GraphModel,
  look: (node: MappedNode, results: Results) => void,
  run: () => T,
): T {
  const executor = executorOf(model)
  const own = executor.checkTensorForDisposalWithNodeLiveUntilInfo
  // What disposes of tensors after each node is where a look at them can be had.
  executor.checkTensorForDisposalWithNodeLiveUntilInfo = function (this: Executor, node, results, ...rest) {
    look(node, results)
    own.call(this, node, results, ...rest)
  }
  try {
    return run()
  } finally {
    delete (executor as Partial<Executor>).checkTensorForDisposalWithNodeLiveUntilInfo
  }
}

/** The constants of the graph, by their names. */
export function constantsOf(model: tf.GraphModel): Results {
  return executorOf(model).weightMap
}
