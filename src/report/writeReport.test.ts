import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { writeReport } from './writeReport.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

test('replaces a file and leaves nothing beside it', async () => {
  const path = join(folder, 'verdicts.json')
  await writeReport(path, 'one')
  await writeReport(path, 'two')
  expect(await readFile(path, 'utf8')).toBe('two')
  expect(await readdir(folder)).toEqual(['verdicts.json'])
})

test('a reader sees the old text or the new, never a part', async () => {
  const path = join(folder, 'verdicts.json')
  const texts = ['a', 'b'].map((letter) => letter.repeat(3_000_000))
  await writeReport(path, texts[0]!)
  const writing = Promise.all([
    writeReport(path, texts[1]!),
    writeReport(path, texts[0]!),
    writeReport(path, texts[1]!),
  ])
  for (let i = 0; i < 20; i++) expect(texts).toContain(await readFile(path, 'utf8'))
  await writing
  expect(texts).toContain(await readFile(path, 'utf8'))
})

test('follows a link, and writes into what is no file', async () => {
  const [path, link] = [join(folder, 'real.json'), join(folder, 'link.json')]
  await writeFile(path, 'old')
  await symlink(path, link)
  await writeReport(link, 'new')
  expect(await readFile(path, 'utf8')).toBe('new')
  await writeReport('/dev/null', 'gone')
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
})

test('what cannot be written is an error with a code, and leaves nothing behind', async () => {
  await writeFile(join(folder, 'file'), '')
  for (const path of [
    join(folder, 'none', 'x.json'),
    join(folder, 'file', 'x.json'),
    folder,
    join(folder, 'x'.repeat(300)),
  ])
    await expect(writeReport(path, 'text')).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  expect(await readdir(folder)).toEqual(['file'])
})
