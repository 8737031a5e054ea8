import { expect, test } from 'vitest'
import { checkTfjsNode } from './check.ts'
import { installNative } from './installNative.ts'
import { nativeVersion } from './planNative.ts'

const version = await nativeVersion()

test.runIf(version !== undefined)('where the native backend works there is nothing to do or say', async () => {
  const lines: string[] = []
  expect(await installNative((line) => lines.push(line))).toBe(version)
  expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(lines).toEqual([])
})

test('a package that does not load is an error of one line', async () => {
  await expect(checkTfjsNode('/nowhere')).rejects.toMatchObject({
    code: 'NATIVE_INSTALL_FAILED',
    message: expect.stringMatching(/^[^\n]*Cannot find module '\/nowhere'[^\n]*$/),
  })
})
