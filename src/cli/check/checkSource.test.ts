import { normalize } from 'node:path'
import { expect, test } from 'vitest'
import { checkCommand } from './checkCommand.ts'
import type { OptionValues } from '../options/optionTable.ts'
import { runProgram } from '../program.ts'
import { fromSource, toSource } from './checkSource.ts'

/** What the program takes a command line for. */
async function requestOf(argv: readonly string[]) {
  let request: { model: string; options: OptionValues } | undefined
  const run = async ([model]: readonly string[], options: OptionValues) => {
    request = { model: normalize(model!), options }
    return 0 as const
  }
  const silent = { write: () => undefined }
  await runProgram(argv, [{ ...checkCommand, run }], { stdout: silent, stderr: silent, environment: {} })
  return request
}

test.each(['model', '-m', '--json', "o'dd $m", 'a\nb', '../up'])(
  'a check of %j comes back as it was asked',
  async (model) => {
    const request = {
      model,
      options: { input: ['x=-1..1', '-2'], always: ['-1 < y'], unbounded: true, around: "my 'rows'#.csv:0.1" },
    }
    expect(await requestOf(fromSource(toSource(request))!)).toMatchObject(request)
  },
)

test('the folder that it runs in has a name', () => {
  expect(fromSource(toSource({ model: process.cwd(), options: {} }))).toEqual(['check', '.'])
})
