import { brief } from '../../../files/brief.ts'
import type { FunctionMessage, NodeMessage } from '../file/messages.ts'
import { operators } from '../operators/index.ts'
import { unsupportedOperators } from '../refusals.ts'
import { orderNodes } from './orderNodes.ts'

/**
 * Can all operators be read that these tensors depend on? Those in branches of an If are looked at when it is known
 * which branch it is.
 * @throws OPERATOR_UNSUPPORTED, with all that cannot
 */
export function checkOperators(
  nodes: readonly NodeMessage[],
  outputs: readonly string[],
  functions: ReadonlyMap<string, FunctionMessage>,
): void {
  const unknown = new Map<string, string[]>()
  const called = new Set<string>()
  const look = (all: readonly NodeMessage[], wanted: readonly string[]): void => {
    for (const { node, index } of orderNodes(all, wanted)) {
      const key = `${node.domain}.${node.type}`
      const own = functions.get(key)
      if (own !== undefined && called.has(key)) continue
      if (own !== undefined) {
        called.add(key)
        look(own.nodes, own.outputs)
        continue
      }
      const name = node.domain === '' ? node.type : key
      if (operators.has(name) || name === 'If') continue
      const label = brief(node.name === '' ? `#${index}` : node.name, 60)
      unknown.set(name, [...(unknown.get(name) ?? []), label])
    }
  }
  look(nodes, outputs)
  if (unknown.size > 0) throw unsupportedOperators(unknown)
}
