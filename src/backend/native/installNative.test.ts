import { expect, test } from 'vitest'
import { checkTfjsNode } from './check.ts'
import { installNative } from './installNative.ts'
import { tfjsNodeFolder } from './tfjsNode.ts'

const folder = tfjsNodeFolder()
const works =
  folder !== undefined &&
  (await checkTfjsNode(folder).then(
    () => true,
    () => false,
  ))

test.runIf(works)('where the native backend works there is nothing to do or say', async () => {
  const lines: string[] = []
  await installNative((line) => lines.push(line))
  expect(lines).toEqual([])
})

test('a package that does not load is an error of one line', async () => {
  await expect(checkTfjsNode('/nowhere')).rejects.toMatchObject({
    code: 'NATIVE_INSTALL_FAILED',
    message: expect.stringMatching(/^[^\n]*Cannot find module '\/nowhere'[^\n]*$/),
  })
})
