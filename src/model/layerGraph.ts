import { z } from 'zod'
import { brief } from '../files/brief.ts'
import { firstIssue } from '../files/firstIssue.ts'

/** More layers than any model has that runs here. */
const MOST_LAYERS = 10_000

/**
 * The tensor that a layer reads: another layer's name, which of its applications, which of its outputs, and arguments.
 */
const source = z.tuple([z.string(), z.int().min(0), z.int().min(0)], z.unknown())

const graph = z.looseObject({
  layers: z
    .array(
      z.looseObject({
        name: z.string(),
        className: z.string(),
        config: z.looseObject({ name: z.string().optional() }),
        inboundNodes: z.array(z.array(source)),
      }),
    )
    .max(MOST_LAYERS),
})

/**
 * Checks that the layers of a functional model, in tf.js' spelling, can be applied one after the other: tf.js itself
 * looks for an order until it finds one. Applications of a layer that is applied several times are numbered anew, as
 * tf.js will number them. Each layer with how often it is applied.
 * @throws Error naming a layer that is listed twice, or that reads what never comes: nothing of that name, or itself in
 * a circle
 */
export function checkGraph(config: object): { layer: object; applied: number }[] {
  const { data, error } = graph.safeParse(config)
  if (error) throw new Error(`its layers: ${firstIssue(error)}`)
  const { layers } = data
  const applied = new Map<string, number>()
  for (const { name, className, config: own } of layers) {
    if (applied.has(name)) throw new Error(`two layers are named ${quoted(name)}`)
    if (own.name !== name) throw new Error(`the layer ${quoted(name)} is also named ${quoted(own.name ?? '')}`)
    // Input layers and models inside the model are applied when they are made.
    const isEmpty = className === 'Sequential' && layersIn(own) === 0
    applied.set(name, ['InputLayer', 'Model', 'Functional', 'Sequential'].includes(className) && !isEmpty ? 1 : 0)
  }
  /** Which application in the file is which of those that tf.js makes, which applies what it can as soon as it can. */
  const made = new Map<string, Map<number, number>>()
  for (const [name, count] of applied) made.set(name, new Map(Array.from({ length: count }, (_, i) => [i, i])))
  let waiting = layers.map(({ name, inboundNodes }) => ({
    name,
    nodes: inboundNodes
      .filter((node) => node.length > 0)
      .map((node, i) => ({ node, application: applied.get(name)! + i })),
  }))
  for (let before = Infinity; ;) {
    const left = waiting.reduce((sum, { nodes }) => sum + nodes.length, 0)
    if (left === 0) break
    if (left === before)
      throw new Error(
        `the layer ${quoted(waiting[0]!.name)} reads what no layer computes before it: ${reads(waiting[0]!.nodes)}`,
      )
    before = left
    waiting = waiting
      .map(({ name, nodes }) => ({
        name,
        nodes: nodes.filter(({ node, application }) => {
          const isReady = node.every(([from, index]) => made.get(from)?.has(index))
          if (isReady) made.get(name)!.set(application, made.get(name)!.size)
          return !isReady
        }),
      }))
      .filter(({ nodes }) => nodes.length > 0)
  }
  renumber(config, made)
  return layers.map((layer) => ({ layer, applied: made.get(layer.name)!.size }))
}

/** tf.js counts applications in the order in which it makes them, and files in that in which they were made. */
function renumber(config: object, made: ReadonlyMap<string, ReadonlyMap<number, number>>): void {
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return
    const [name, application] = value as unknown[]
    if (typeof name === 'string') value[1] = made.get(name)?.get(application as number) ?? application
    else value.forEach(visit)
  }
  const { layers, outputLayers } = config as { layers: { inboundNodes: unknown }[]; outputLayers: unknown }
  for (const { inboundNodes } of layers) visit(inboundNodes)
  visit(outputLayers)
}

function layersIn({ layers }: Record<string, unknown>): number {
  return Array.isArray(layers) ? layers.length : 0
}

function reads([first]: readonly { node: readonly z.infer<typeof source>[] }[]): string {
  return quoted(first!.node.map(([name]) => name).join(', '))
}

function quoted(name: string): string {
  return JSON.stringify(brief(name, 100))
}
