import { brief } from '../../files/brief.ts'
import type { Following, Place } from './following.ts'
import { enter, enterBy, type Frame, isCall, missing, outputOf, readsOf, type Value } from './frames.ts'
import { itemOf, listOf } from './lists.ts'
import type { FunctionDef, MetaGraph, NodeDef } from './messages.ts'
import { numberOf } from './numbers.ts'

/** Passings on of one tensor, and turns of one loop. */
const [MOST_STEPS, MOST_TURNS] = [10_000, 2000]

/** Tensors of a graph with these functions, followed to where they are computed. */
export function follow(functions: MetaGraph['functions']): Following {
  const following: Following = { functions, lengths: [], resolve: (frame, text) => resolve(frame, text, following) }
  return following
}

function resolve(start: Frame, name: string, following: Following): Value {
  let [place, isRead]: [Place, boolean] = [{ frame: start, text: name }, false]
  for (let step = 0; step < MOST_STEPS; step++) {
    const { frame, text } = place
    const { called } = frame
    const given = called !== undefined && !text.includes(':') ? called.body.inputs.indexOf(text) : -1
    if (called !== undefined && given >= 0) {
      const { after } = called
      place =
        after === undefined ? { frame: called.from, text: readsOf(called.by)[given]! } : returned(after, given, name)
      continue
    }
    const { node, index } = outputOf(frame, text)
    isRead ||= node.op === 'ReadVariableOp'
    const next = passedOn({ frame, node, index, isRead }, name, following)
    if (next === undefined) return { frame, node, index, isRead }
    place = next
  }
  throw new Error(`its tensor ${brief(name, 120)} is passed on without end`)
}

/** Output `index` of a function. */
function returned(frame: Frame, index: number, name: string): Place {
  const { outputs, returns }: FunctionDef = frame.called!.body
  return { frame, text: returns.get(outputs[index] ?? '') ?? missing(name) }
}

/** Where what a node passes on is computed; undefined where it computes it itself. */
function passedOn({ frame, node, index }: Value, name: string, following: Following): Place | undefined {
  const { op } = node
  const read = (at: number): Place => ({ frame, text: readsOf(node)[at] ?? missing(name) })
  if (isCall(node)) return returned(enter(frame, node, following.functions), index, name)
  if (op === 'Identity' || op === 'ReadVariableOp') return read(0)
  if (op === 'IdentityN') return read(index)
  if (op === 'While' || op === 'StatelessWhile') {
    const last = lastTurn(frame, node, following)
    return last === undefined ? undefined : last === 'none' ? read(index) : returned(last, index, name)
  }
  if (op === 'If' || op === 'StatelessIf') {
    const branch = branchOf(frame, node, following)
    return branch && returned(branch, index, name)
  }
  if (op === 'TensorListGetItem') return itemOf(frame, node, following)
  if (op !== 'TensorListStack') return undefined
  const list = listOf(frame, readsOf(node)[0] ?? '', following)
  return list?.items.size === 0 ? list.tensor : undefined
}

/** The last turn of a loop; undefined where what it computes decides how often it runs. */
function lastTurn(frame: Frame, node: NodeDef, following: Following): Frame | 'none' | undefined {
  const { functions } = following
  let after: Frame | undefined
  for (let turn = 0; turn <= MOST_TURNS; turn++) {
    const condition = enterBy(frame, node, { functions, attribute: 'cond', turn, after })
    const { outputs, returns } = condition.called!.body
    const goesOn = numberOf(condition, returns.get(outputs[0] ?? '') ?? missing(node.name), following)
    if (goesOn === undefined) return undefined
    if (goesOn === 0) return after ?? 'none'
    after = enterBy(frame, node, { functions, attribute: 'body', turn, after })
  }
  throw new Error(`its loop ${brief(node.name, 120)} has more than ${MOST_TURNS} turns`)
}

/** The branch that is taken; undefined where what is computed decides that. */
function branchOf(frame: Frame, node: NodeDef, following: Following): Frame | undefined {
  const [condition, ...inputs] = readsOf(node)
  const isTaken = condition === undefined ? undefined : numberOf(frame, condition, following)
  if (isTaken === undefined) return undefined
  const attribute = isTaken === 0 ? 'else_branch' : 'then_branch'
  return enterBy(frame, { ...node, inputs }, { functions: following.functions, attribute, turn: 0 })
}
