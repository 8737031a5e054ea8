import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder } from './cacheFolder.ts'

test.each([
  [{ XDG_CACHE_HOME: '/caches', HOME: '/home/ada' }, '/caches/overshoot'],
  [{ XDG_CACHE_HOME: 'relative', HOME: '/home/ada' }, '/home/ada/.cache/overshoot'],
  [{ XDG_CACHE_HOME: '', HOME: '/home/ada' }, '/home/ada/.cache/overshoot'],
  [{ HOME: '/home/ada' }, '/home/ada/.cache/overshoot'],
  [{ HOME: '' }, join(homedir(), '.cache/overshoot')],
  [{}, join(homedir(), '.cache/overshoot')],
])('%j: %s', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder)
})
