import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { writeNew } from './writeNew.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

test('all files are written, or none, and none that is there', async () => {
  const [one, other] = [join(folder, 'one'), join(folder, 'more', 'other')]
  await writeNew(
    [
      [one, '1'],
      [other, '2'],
    ],
    'move it',
  )
  expect(await Promise.all([one, other].map((file) => readFile(file, 'utf8')))).toEqual(['1', '2'])
  await rm(one)
  await writeFile(other, 'mine')
  const again = writeNew(
    [
      [one, '1'],
      [other, '2'],
    ],
    'move it',
  )
  await expect(again).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', message: expect.stringContaining('move it') })
  expect(await readdir(folder)).toEqual(['more'])
  expect(await readFile(other, 'utf8')).toBe('mine')
})

test('a file that cannot be written to its end is not left behind', async () => {
  // What a disk that fills up does: it takes the beginning.
  async function* broken() {
    yield 'the beginning'
    throw new Error('no space left')
  }
  const writing = writeNew([[join(folder, 'file'), broken() as unknown as string]], 'move it')
  await expect(writing).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  expect(await readdir(folder)).toEqual([])
})
