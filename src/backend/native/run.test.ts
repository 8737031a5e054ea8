import { expect, test } from 'vitest'
import { run } from './run.ts'

const node = (program: string, seconds?: number) =>
  run(process.execPath, ['-e', program], seconds === undefined ? {} : { seconds })

test('resolves to what the program wrote, and no shell reads its arguments', async () => {
  const odd = '$(id) "quoted" *'
  expect(await run(process.execPath, ['-e', 'process.stdout.write(process.argv[1])', odd])).toBe(odd)
})

test.each([
  [
    "console.error('note: fine\\nfile.cc:3: error: no such type\\n1 error generated')",
    'file.cc:3: error: no such type',
  ],
  ["console.error('first\\nlast\\n\\n')", 'last'],
])('a failure is told by its most telling line', async (program, line) => {
  await expect(node(`${program}; process.exitCode = 3`)).rejects.toMatchObject({
    code: 'NATIVE_INSTALL_FAILED',
    message: `${process.execPath} failed: ${line}`,
  })
})

test('a silent failure is told by its exit code', async () => {
  await expect(node('process.exitCode = 3')).rejects.toThrow(`${process.execPath} failed (3)`)
})

test('a program that is missing, or never ends, is an error that says so', async () => {
  await expect(run('no-such-program', [])).rejects.toMatchObject({
    code: 'NATIVE_TOOL_MISSING',
    message: 'no-such-program is not installed',
  })
  await expect(node('setInterval(() => {}, 1000)', 0.2)).rejects.toThrow('took longer than 0.2 s')
})
