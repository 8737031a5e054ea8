import type { Primitive } from '../operators/operator.ts'
import { each, together } from './elementwise.ts'
import { decided, type Followed, mixed, type Rule, type Step } from './followed.ts'
import { gemm, matMul } from './products.ts'
import { placing } from './placed.ts'
import { concatenate, gather } from './selection.ts'
import { folded } from './sized.ts'

/** Those that take several tensors of rows together. The rows of all others are those of their first input. */
const takeSeveral: ReadonlySet<Rule> = new Set([together, matMul, gemm, concatenate, gather, ...placing])

/**
 * How the outputs of a node hang on the size of the batch, whatever that is: undefined where they do not. By rules that
 * see shapes and known numbers, not weights: nothing is computed.
 */
export function followNode(step: Step, { read, rows: rule, takesLengths }: Primitive): Followed | undefined {
  const { node, followed } = step
  const own = followed.filter((one) => one !== undefined)
  if (own.length === 0) return undefined
  const lost = own.find(({ kind }) => kind === 'mixed' || kind === 'alone')
  if (lost !== undefined) return lost
  // Which places a size names is not to be told from what it is for some sizes.
  const isPlaced = placing.includes(rule) && own.some(({ kind }) => kind === 'sized')
  if (rule === decided || isPlaced) return decided(step)
  const hasRows = own.some(({ kind }) => kind === 'rows')
  const isMoved = followed[0]?.kind === 'sized' && node.type !== 'ConstantOfShape'
  if (own.some(({ kind }) => kind === 'sized') && (isMoved || takesLengths !== true))
    return hasRows || step.results.length > 1
      ? mixed(node, 'it computes with how many rows a batch has')
      : folded(read)(step)
  if (rule !== each && own.some((one) => one.kind === 'rows' && one.vanishes === true))
    return mixed(node, 'an axis that it counts is there for several rows, and not for one')
  if (!takeSeveral.has(rule) && followed.some((one, i) => i > 0 && one?.kind === 'rows'))
    return mixed(node, 'how it computes hangs on the rows of a batch')
  return rule(step)
}
