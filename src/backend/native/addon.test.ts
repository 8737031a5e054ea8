import { cp, mkdir, readdir, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { compileAddon, linkLibtensorflow } from './addon.ts'
import { nodeApiHeaders } from './tfjsNode.ts'

let folder = ''
beforeEach(() => (folder = temporaryFolder()))

test('libtensorflow is linked over whatever was there, and again without harm', async () => {
  await mkdir(join(folder, 'deps', 'lib'), { recursive: true })
  await writeFile(join(folder, 'deps', 'lib', 'half.so'), 'half of a download')
  for (const target of ['/cache/one', '/cache/one', '/cache/two']) {
    await linkLibtensorflow(folder, target)
    expect((await readdir(join(folder, 'deps'))).toSorted()).toEqual(['include', 'lib'])
    expect(await readlink(join(folder, 'deps', 'lib'))).toBe(join(target, 'lib'))
    expect(await readlink(join(folder, 'deps', 'include'))).toBe(join(target, 'include'))
  }
  expect(await readdir(folder)).toEqual(['deps'])
})

test('sources that do not compile leave an addon that was there as it was, and nothing beside it', async () => {
  const addon = join(folder, 'lib', 'napi-v8')
  await mkdir(addon, { recursive: true })
  await writeFile(join(addon, 'tfjs_binding.node'), 'earlier')
  await mkdir(join(folder, 'binding'))
  for (const source of ['tfjs_backend.cc', 'tfjs_binding.cc'])
    await writeFile(join(folder, 'binding', source), '#error "no such luck"\n')
  await expect(compileAddon(folder, folder)).rejects.toMatchObject({
    message: expect.stringMatching(/^g\+\+ (failed: .*no such luck|is not installed)/),
  })
  expect(await readdir(addon)).toEqual(['tfjs_binding.node'])
})

test('the headers of Node-API are found by package, not by folder', async () => {
  const headers = nodeApiHeaders()
  expect(headers).toBeDefined()
  await cp(join(String(headers), 'node_api.h'), join(folder, 'node_api.h'))
  expect(await readdir(folder)).toContain('node_api.h')
})
