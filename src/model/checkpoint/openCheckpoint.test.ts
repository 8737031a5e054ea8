import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { writeTable } from '../../../test/model/writeTable.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { objectsOf } from './objectGraph.ts'
import { type Checkpoint, openCheckpoint } from './openCheckpoint.ts'
import { readTable } from './readTable.ts'

const own = fileURLToPath(new URL('../../../fixtures/keras/files/masked-keras-2.tf/variables', import.meta.url))
const sandbox = temporaryFolder()
const [index, shard] = [join(sandbox, 'variables.index'), join(sandbox, 'variables.data-00000-of-00001')]
const [ownIndex, ownShard] = [index, shard].map((file) => readFileSync(join(own, basename(file)))) as [Buffer, Buffer]

beforeEach(() => cpSync(own, sandbox, { recursive: true }))

/** Everything that is read of a checkpoint, or that it is an error. */
async function outcome(): Promise<string> {
  try {
    return contentOf(await openCheckpoint(sandbox, 'variables'))
  } catch (error) {
    return error instanceof Error ? 'an error' : String(error)
  }
}

function contentOf(checkpoint: Checkpoint): string {
  const objects = objectsOf(checkpoint)
  const numbers = objects.flatMap(({ variable }) =>
    variable === undefined ? [] : [variable, checkpoint.find(variable.key), checkpoint.bytes(variable.key)],
  )
  return JSON.stringify([objects.map(({ parts }) => [...parts]), numbers])
}

function withoutShapes(content: string): string {
  return content.replaceAll(/"shape":\[[\d,]*\]/g, '')
}

test('a checkpoint of Keras has its variables under their names', async () => {
  const checkpoint = await openCheckpoint(own, 'variables')
  const named = objectsOf(checkpoint).flatMap(({ variable }) => variable ?? [])
  expect(named.map(({ name, key }) => [name, checkpoint.find(key)])).toMatchObject([
    ['embedding/embeddings', { type: 'DT_FLOAT', shape: [7, 3] }],
    ['dense/kernel', { type: 'DT_FLOAT', shape: [3, 1] }],
    ['dense/bias', { type: 'DT_FLOAT', shape: [1] }],
    ['lstm/lstm_cell/kernel', { type: 'DT_FLOAT', shape: [3, 12] }],
    ['lstm/lstm_cell/recurrent_kernel', { type: 'DT_FLOAT', shape: [3, 12] }],
    ['lstm/lstm_cell/bias', { type: 'DT_FLOAT', shape: [12] }],
  ])
  expect(checkpoint.find('')).toBeUndefined()
  expect(() => checkpoint.bytes('none')).toThrow('it holds no tensor "none"')
  expect(() => checkpoint.text(named[0]!.key)).toThrow('is no text')
})

test('a byte of the numbers that is changed is an error, wherever it lies', async () => {
  for (let at = 0; at < ownShard.length; at++) {
    const spoilt = Buffer.from(ownShard)
    spoilt[at]! ^= 1 << (at % 8)
    writeFileSync(shard, spoilt)
    expect(await outcome(), `byte ${at}`).toBe('an error')
  }
  writeFileSync(shard, ownShard)
  expect(await outcome()).toContain('lstm_cell')
})

test('entries that are whole and something else: an error, or numbers that are stored', async () => {
  const entries = [...readTable(ownIndex)]
  const right = await outcome()
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, at, change) => {
      const i = which % entries.length
      const changed = entries.map(([key, value], k): [Buffer, Uint8Array] => {
        const bytes = Uint8Array.from(value)
        if (k === i && bytes.length > 0) bytes[at % bytes.length]! ^= change
        return [Buffer.from(key), bytes]
      })
      writeFileSync(index, writeTable(changed, { inBlock: 16, restarts: 16 }))
      // A shape of as many numbers, or a field that nobody reads: every checksum of numbers still holds.
      expect(['an error', withoutShapes(right)]).toContain(withoutShapes(await outcome()))
    }),
    { numRuns: 500 },
  )
})

test('files that are missing or cut off are named', async () => {
  writeFileSync(shard, ownShard.subarray(0, 100))
  await expect(openCheckpoint(sandbox, 'variables').then(contentOf)).rejects.toThrow('lies outside its files')
  rmSync(shard)
  await expect(openCheckpoint(sandbox, 'variables')).rejects.toThrow(/its variables\.data-00000-of-00001: ENOENT/)
  writeFileSync(index, ownIndex.subarray(1))
  await expect(openCheckpoint(sandbox, 'variables')).rejects.toThrow(/its variables\.index: .*checksum/)
})
