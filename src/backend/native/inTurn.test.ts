import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { inTurn } from './inTurn.ts'

test.runIf(process.platform === 'linux')('one at a time for a folder, also after one that failed', async () => {
  const order: string[] = []
  const action =
    (name: string, fails = false) =>
    async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const folder = `/one/${process.pid}`
  const first = inTurn(folder, action('a', true)).catch((error: Error) => error.message)
  expect(await Promise.all([first, inTurn(folder, action('b')), inTurn(folder, action('c'))])).toEqual(['a', 'b', 'c'])
  expect(order.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends'])
})

test.runIf(process.platform === 'linux')('a process that is killed in its turn leaves it to the next', async () => {
  const folder = `/two/${process.pid}`
  const killed = `
    const { inTurn } = await import(${JSON.stringify(new URL('../../../dist/backend/native/inTurn.js', import.meta.url))})
    await inTurn(${JSON.stringify(folder)}, () => process.kill(process.pid, 'SIGKILL'))`
  const program = promisify(execFile)(process.execPath, ['--input-type=module', '-e', killed])
  await expect(program).rejects.toMatchObject({ signal: 'SIGKILL' })
  expect(await inTurn(folder, async () => 'next')).toBe('next')
})
