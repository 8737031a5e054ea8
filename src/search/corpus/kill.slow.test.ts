import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { isTemporary } from '../../files/replaceFile.ts'
import { readCorpus } from './readCorpus.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** What writes a counterexample, without tfjs and the rest: processes that are killed 50 times should start fast. */
const sources = [
  'errors.ts',
  'numeric/float32.ts',
  'files/printJson.ts',
  'files/replaceFile.ts',
  'files/spellNumber.ts',
  'search/exampleId.ts',
  'search/corpus/encode.ts',
  'search/corpus/letters.ts',
  'search/corpus/runs.ts',
  'search/corpus/storeCounterexample.ts',
]

/** Stores one counterexample after the other, and announces each once it is stored. */
const program = `
  import { exampleId } from './search/exampleId.js'
  import { storeCounterexample } from './search/corpus/storeCounterexample.js'
  const [folder, first] = process.argv.slice(2)
  // Most of the time goes into writing, then.
  const filler = 'x'.repeat(150_000)
  for (let n = Number(first); ; n++) {
    const values = Float32Array.of(n)
    const id = exampleId('claim', 'model', [values])
    await storeCounterexample(folder, {
      id, claim: 'claim', source: filler, holds: 'always in [0, 1]', model: 'model',
      inputs: [{ name: 'x', shape: [1], domain: 'any', values }],
      output: n, minimal: true, distance: 1, path: [], matters: [], backend: 'cpu',
      versions: { backend: 'cpu', tfjs: '4', node: '20' }, found: { by: 'search', seed: 0, cases: 1, flaky: 0 },
    })
    process.stdout.write(id + '\\n')
  }`

const copy = temporaryFolder()
const folder = join(copy, 'corpus')
beforeAll(() => {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  }
  for (const source of sources) {
    const target = join(copy, source.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(
      target,
      ts.transpileModule(readFileSync(join(root, 'src', source), 'utf8'), { compilerOptions }).outputText,
    )
  }
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(copy, 'program.js'), program)
})

/**
 * Lets a writer run until it has announced something and `delay` more milliseconds, kills it, and resolves to what it
 * announced.
 */
async function killed(first: number, delay: number): Promise<string[]> {
  const writer: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [join(copy, 'program.js'), folder, String(first)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const output = text(writer.stdout)
  const ended = new Promise<NodeJS.Signals | null>((resolve) => writer.once('close', (_, signal) => resolve(signal)))
  await new Promise((resolve) => writer.stdout.once('data', resolve))
  await new Promise((resolve) => setTimeout(resolve, delay))
  writer.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  // What was announced is what ends in a newline.
  return (await output).split('\n').slice(0, -1)
}

test('a writer killed at any moment, 50 times, loses nothing that it announced and leaves no broken file', async () => {
  const announced: string[] = []
  for (let round = 0; round < 25; round++) {
    // Two at a time, in one folder; moments spread over several writes.
    const pair = [2 * round, 2 * round + 1].map((n) => killed(n * 1000, (n * 7.3) % 23))
    announced.push(...(await Promise.all(pair)).flat())
  }
  const { counterexamples, warnings } = await readCorpus(folder)
  const ids = new Set(counterexamples.map(({ id }) => id))
  expect(warnings).toEqual([])
  expect(announced.length).toBeGreaterThanOrEqual(50)
  expect(announced.filter((id) => !ids.has(id))).toEqual([])
  const others = readdirSync(folder).filter((name) => !name.endsWith('.json'))
  expect(others.filter((name) => !isTemporary(name))).toEqual([])
  // The moments were such that some writes were cut short: without that nothing was shown.
  expect(others.length).toBeGreaterThan(0)
}, 120_000)
