import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  writeSavedModel,
  type WrittenFunction,
  type WrittenNode,
} from '../../../test/network/savedModel/writeSavedModel.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { loadModel } from '../loadModel.ts'

const sandbox = temporaryFolder()
let count = 0

function write(
  nodes: readonly WrittenNode[],
  functions: readonly WrittenFunction[],
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>>,
): string {
  const folder = join(sandbox, `model${count++}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'saved_model.pb'), writeSavedModel(nodes, functions, { inputs, outputs }))
  return folder
}

const call = (name: string, calls: string, inputs: readonly string[]): WrittenNode => ({
  name,
  op: 'PartitionedCall',
  calls,
  inputs,
})
const placeholder = (name: string): WrittenNode => ({ name, op: 'Placeholder', types: { dtype: 1 }, shape: [-1, 1] })

/**
 * A model of these inputs and outputs as TensorFlow saves it: sorted by name but in the function that was saved, whose
 * output i is the difference of inputs i and i + 1.
 */
function saved(inputs: readonly string[], outputs: readonly string[]): string {
  const [given, made] = [inputs.toSorted(), outputs.toSorted()]
  const own: WrittenFunction = {
    name: 'own',
    inputs: inputs.map((_, i) => `x${i}`),
    returns: Object.fromEntries(outputs.map((_, i) => [`y${i}`, `sub${i}:z:0`])),
    nodes: outputs.map((_, i) => ({ name: `sub${i}`, op: 'Sub', inputs: [`x${i}`, `x${i + 1}`] })),
  }
  const wrapper: WrittenFunction = {
    name: 'wrapper',
    inputs: given,
    returns: Object.fromEntries(made.map((name, i) => [`identity_${i}`, `Identity_${name}:output:0`])),
    nodes: [
      call('call', 'own', inputs),
      ...made.map((name) => ({
        name: `Identity_${name}`,
        op: 'Identity',
        inputs: [`call:output:${outputs.indexOf(name)}`],
      })),
    ],
  }
  return write(
    [
      ...given.map((name) => placeholder(`serving_${name}`)),
      call(
        'all',
        'wrapper',
        given.map((name) => `serving_${name}`),
      ),
    ],
    [own, wrapper],
    Object.fromEntries(given.map((name) => [name, `serving_${name}:0`])),
    Object.fromEntries(made.map((name, i) => [name, `all:${i}`])),
  )
}

const name = fc.stringMatching(/^[a-z]{1,3}[0-9]{0,2}$/)
const names = (least: number): fc.Arbitrary<string[]> => fc.uniqueArray(name, { minLength: least, maxLength: 13 })

describe('inputs and outputs', () => {
  test('are in the order of the function that was saved, whatever they are called', async () => {
    await fc.assert(
      fc.asyncProperty(names(3), names(1), async (inputs, outputs) => {
        const made = outputs.slice(0, inputs.length - 1)
        const model = await loadModel(saved(inputs, made))
        expect([model.inputNames, model.outputNames]).toEqual([inputs, made])
        const results = [model.predict(inputs.map((_, i) => tf.tensor2d([[2 ** i]])))].flat() as tf.Tensor[]
        expect(results.map((result) => result.dataSync()[0])).toEqual(made.map((_, i) => -(2 ** i)))
        model.dispose()
      }),
      { numRuns: 20 },
    )
  })

  test('are in that of the nodes where no function was saved', async () => {
    const nodes = [placeholder('b'), placeholder('a'), { name: 'y', op: 'Sub', inputs: ['b', 'a'] }]
    const model = await loadModel(write(nodes, [], { a: 'a:0', b: 'b:0' }, { y: 'y:0' }))
    expect(model.inputNames).toEqual(['b', 'a'])
  })

  test('are refused where they are called by numbers in another order', async () => {
    await expect(loadModel(saved(['2', '1'], ['y']))).rejects.toThrow(/"2", "1" have numbers for names/)
    expect((await loadModel(saved(['1', '2'], ['y']))).inputNames).toEqual(['1', '2'])
  })
})
