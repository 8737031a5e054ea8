import type { Source } from './inboundNodes.ts'
import type { KerasObject } from './kerasObject.ts'

/** What a layer reads in one of its calls, each with arguments. */
type Node = readonly (readonly [...Source, unknown])[]

/**
 * The layers of a model, and copies of what one reads twice in one call: tf.js counts a tensor's readers, not how often
 * each reads it, and would give its memory back while others have still to read it.
 */
export function withCopies(layers: readonly KerasObject[]): KerasObject[] {
  const names = new Set(layers.map(({ name }) => name))
  const copies: KerasObject[] = []
  const copyOf = (source: Source, reader: string): Source => {
    let name = `${reader}_again`
    while (names.has(name)) name = `${name}_again`
    names.add(name)
    const config = { name, activation: 'linear' }
    copies.push({ class_name: 'Activation', name, config, inbound_nodes: [[[...source, {}]]] })
    return [name, 0, 0]
  }
  const all = layers.map((layer) => {
    const nodes = (layer.inbound_nodes ?? []) as readonly Node[]
    const inbound_nodes = nodes.map((node) => {
      const seen = new Set<string>()
      return node.map(([name, application, output, settings]) => {
        const source: Source = [name, application, output]
        const isAgain = seen.has(String(source))
        seen.add(String(source))
        return [...(isAgain ? copyOf(source, layer.name ?? name) : source), settings]
      })
    })
    return { ...layer, inbound_nodes }
  })
  return [...all, ...copies]
}
