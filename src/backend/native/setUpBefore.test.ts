import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { rememberSetUp, wasSetUp } from './setUpBefore.ts'

const folder = temporaryFolder()

test('is remembered of each project for itself', async () => {
  expect(wasSetUp('/some/project', folder)).toBe(false)
  await rememberSetUp('/some/project', folder)
  await rememberSetUp('/some/project', folder)
  expect(wasSetUp('/some/project', folder)).toBe(true)
  expect(wasSetUp('/some/project/inside', folder)).toBe(false)
  expect(wasSetUp('/some/project', join(folder, 'other'))).toBe(false)
})

test('a cache that cannot be written is no error', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await rememberSetUp('/some/project', file)
  expect(wasSetUp('/some/project', file)).toBe(false)
})
