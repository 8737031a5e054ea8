import { readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { encode } from './encode.ts'
import { readCorpus, readCounterexample } from './readCorpus.ts'
import { counterexampleFile, storeCounterexample } from './storeCounterexample.ts'
import { storedCounterexamples } from '../../../test/search/corpus/storedCounterexample.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

const [first, second, third] = fc.sample(storedCounterexamples, { numRuns: 3, seed: 7 }) as [never, never, never]
const stored = [first, second, third] as { id: string }[]

test('a folder is made where it is missing, and gives back what was stored', async () => {
  const deeper = join(folder, 'fixtures', 'counterexamples')
  expect(await readCorpus(deeper)).toEqual({ counterexamples: [], warnings: [] })
  for (const one of [first, second, third, first]) await storeCounterexample(deeper, one)
  const { counterexamples, warnings } = await readCorpus(deeper)
  const sorted = [first, second, third].sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1))
  expect({ counterexamples, warnings }).toEqual({ counterexamples: sorted, warnings: [] })
  expect(await readdir(deeper)).toEqual(sorted.map(({ id }: { id: string }) => `${id}.json`))
})

test('broken files are named and skipped, other files are none of its business', async () => {
  await storeCounterexample(folder, first)
  const whole = counterexampleFile(folder, stored[0]!.id)
  await writeFile(join(folder, 'random.json'), Buffer.from([0, 255, 128, 7, 254]))
  await writeFile(join(folder, 'short.json'), (await readFile(whole)).subarray(0, 200))
  await writeFile(join(folder, 'empty.json'), '')
  await writeFile(join(folder, 'README.md'), '# what these are')
  await writeFile(join(folder, '.hidden.json'), 'what an editor left')
  const { counterexamples, warnings } = await readCorpus(folder)
  expect(counterexamples).toEqual([first])
  expect(warnings.map((warning) => warning.replace(/(?<=json: ).*/s, '…'))).toEqual(
    ['empty', 'random', 'short'].map((name) => `skipped ${join(folder, name)}.json: …`),
  )
  await expect(readCounterexample(join(folder, 'short.json'))).rejects.toMatchObject({
    code: 'COUNTEREXAMPLE_UNREADABLE',
    message: expect.stringContaining('short.json'),
  })
  await expect(readCounterexample(join(folder, 'none.json'))).rejects.toMatchObject({
    code: 'COUNTEREXAMPLE_UNREADABLE',
  })
})

test('temporary files are never read; those that nobody can still be writing are removed by the next who writes', async () => {
  const name = (age: string) => `.${stored[0]!.id}.json.${age}2345678-1234-1234-1234-123456789012.tmp`
  const others = ['.keep.tmp', 'notes.tmp']
  for (const file of [name('0'), name('1'), ...others]) await writeFile(join(folder, file), encode(first).slice(0, 50))
  const longAgo = new Date(Date.now() - 7_200_000)
  for (const file of [name('0'), ...others]) await utimes(join(folder, file), longAgo, longAgo)
  expect(await readCorpus(folder)).toEqual({ counterexamples: [], warnings: [] })
  await storeCounterexample(folder, second)
  expect((await readdir(folder)).sort()).toEqual([name('1'), ...others, `${stored[1]!.id}.json`].sort())
})

test('what is no folder is an error with a code', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await expect(readCorpus(file)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  for (const place of [file, join(file, 'deeper')])
    await expect(storeCounterexample(place, first)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  expect(await readdir(folder)).toEqual(['file'])
})

test('what others remove while it is read is no matter, a link to nothing is', async () => {
  const text = encode(first)
  const over = new AbortController()
  const others = async (): Promise<void> => {
    for (let round = 0; !over.signal.aborted; round++) {
      const files = Array.from({ length: 20 }, (_, i) => join(folder, `${round}-${i}.json`))
      await Promise.all(files.map((file) => writeFile(file, text)))
      for (const file of files) await rm(file)
    }
  }
  const working = others()
  const told: string[] = []
  for (let i = 0; i < 100; i++) told.push(...(await readCorpus(folder)).warnings)
  over.abort()
  await working
  // One that is just being written is there, and empty.
  expect(told.filter((warning) => warning.includes('no such file'))).toEqual([])
  await symlink(join(folder, 'nowhere'), join(folder, 'link.json'))
  expect((await readCorpus(folder)).warnings).toEqual([expect.stringContaining('no such file')])
})
