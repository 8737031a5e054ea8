import { expect, test } from 'vitest'
import { writeSavedModel, writeTexts, type WrittenNode } from '../../../test/network/savedModel/writeSavedModel.ts'
import { decodeSavedModel } from './decodeSavedModel.ts'
import { restoredKeys } from './restored.ts'

const shared = (name: string): WrittenNode => ({ name, op: 'VarHandleOp', texts: { shared_name: name } })
const texts = (name: string, ...values: string[]): WrittenNode => ({ name, op: 'Const', value: writeTexts(values) })
const assign = (name: string, variable: string, output: number, ...before: string[]): WrittenNode => ({
  name,
  op: 'AssignVariableOp',
  inputs: [variable, `read:tensors:${output}`, ...before.map((one) => `^${one}`)],
})

/** What a graph restores whose function assigns so. */
function keysOf(slices: readonly string[], ...assigns: readonly WrittenNode[]): Record<string, string> {
  const read: WrittenNode = { name: 'read', op: 'RestoreV2', inputs: ['file', 'names:output:0', 'slices:output:0'] }
  const restore = {
    name: 'restore',
    inputs: ['file', 'a', 'b'],
    returns: {},
    nodes: [texts('names', 'key of a', 'key of b'), texts('slices', ...slices), read, ...assigns],
  }
  const call: WrittenNode = { name: 'it', op: 'PartitionedCall', calls: 'restore', inputs: ['file', 'one', 'other'] }
  const nodes: WrittenNode[] = [shared('one'), shared('other'), { name: 'file', op: 'Placeholder' }, call]
  const [graph] = decodeSavedModel(writeSavedModel(nodes, [restore], { inputs: {}, outputs: {} }, 'it'))
  return Object.fromEntries(restoredKeys(graph!))
}

test('variables hold what the graph assigns to them', () => {
  expect(keysOf(['', ''], assign('x', 'a', 0), assign('y', 'b', 1))).toEqual({ one: 'key of a', other: 'key of b' })
  expect(keysOf(['', ''], assign('x', 'a', 1), assign('y', 'b', 0))).toEqual({ one: 'key of b', other: 'key of a' })
})

test('one that is assigned once more holds the same, or one of several', () => {
  expect(keysOf(['', ''], assign('x', 'a', 0), assign('y', 'a', 0))).toEqual({ one: 'key of a' })
  expect(keysOf(['', ''], assign('x', 'a', 0), assign('y', 'a', 1), assign('z', 'a', 0))).toEqual({ one: '' })
})

test('slices of tensors, and what the graph does not run, are not read', () => {
  expect(keysOf(['', '4 0,2:-'], assign('x', 'a', 0), assign('y', 'b', 1))).toEqual({ one: 'key of a' })
  const [graph] = decodeSavedModel(writeSavedModel([shared('one')], [], { inputs: {}, outputs: {} }, 'none'))
  expect([...restoredKeys(graph!)]).toEqual([])
})
