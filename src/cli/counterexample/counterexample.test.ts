import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { fromJson } from '../../report/index.ts'

let folder: string
let corpus: string
let module: string
beforeEach(async () => {
  folder = temporaryFolder()
  corpus = join(folder, 'corpus')
  module = join(folder, 'some.claims.ts')
  await writeFile(module, claims())
})

/** dplus, and a quarter more for a G at the end: past 1 from one minimum on, whatever hit a search begins with. */
const claims = (slope = 1) => `
import { always, claim, interval, linearModel, oneHot, tf, wideDeepModel, within } from 'overshoot'
const wide = linearModel({ inputShape: [1], name: 'dplus', useBias: false })
wide.setWeights([tf.tensor2d([[${slope}]])])
const x = tf.input({ shape: [4, 3], name: 'sequence' })
const ends = Array.from({ length: 12 }, (_, i) => [i === 11 ? 0.25 : 0])
const last = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d(ends)] })
const deep = tf.model({ inputs: x, outputs: last.apply(tf.layers.flatten().apply(x)) })
const inputs = { dplus: interval(0, 1), sequence: oneHot(4, 3) }
export const sum = claim('the sum stays in [0, 1]', wideDeepModel(wide, deep), { inputs, holds: always(within(0, 1)) })
export const data = {
  inputs: { dplus: [0, 0.9, 0.5], sequence: { alphabet: 'ACG', rows: ['CCCC', 'AGAG', 'AAAA'] } },
  names: ['one', 'two', 'three'],
}`

const overshoot = (...argv: string[]) => runCli(argv, { columns: 120 })

const verify = (...options: string[]) =>
  overshoot('verify', module, '--backend', 'cpu', '--cases', '300', '--corpus', corpus, ...options)

/** Verifies, and resolves to the id of what was stored. */
async function stored(): Promise<string> {
  await verify()
  const [name] = await readdir(corpus)
  return name!.replace('.json', '')
}

const stable = (text: string) =>
  text
    .replace(/\b[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\(tfjs.*?\)/g, '(<version>)')
    .replace(/in \d+ cases/, 'in <n> cases')
    .replace(/(first hit: )[^]*?\n\n/, '$1…\n\n')

describe('overshoot verify', () => {
  test('stores what refutes, prints the command that replays it, and replays it the next time', async () => {
    const { exitCode, stdout } = await verify()
    expect(exitCode).toBe(1)
    const [, command] = /^ +replay +(npx overshoot replay [0-9a-f]{12} --corpus \S+)$/m.exec(stdout)!
    const [file] = await readdir(corpus)
    const kept = `\n\ncounterexample kept as ${join(corpus, file!)}, for later runs to try first; --no-corpus keeps none\n`
    expect(stdout).toContain(kept)
    const again = await verify('--json', '-')
    expect(again.stderr).not.toContain('kept as')
    expect(fromJson(again.stdout).verdicts).toMatchObject([{ status: 'refuted', by: 'replay', replay: command }])
    // Pasted, without npx and the program's name:
    const pasted = await overshoot(...command!.split(' ').slice(2))
    expect(pasted).toMatchObject({ exitCode: 1, stderr: '' })
    expect(pasted.stdout).toContain('still a counterexample')
  })

  test('--no-corpus leaves nothing behind and prints no command', async () => {
    const { stdout } = await overshoot('verify', module, '--backend', 'cpu', '--cases', '300', '--no-corpus')
    expect(stdout).toContain('1 claim: 1 refuted')
    expect(stdout).not.toMatch(/replay|kept/)
    expect(await readdir(folder)).toEqual(['some.claims.ts'])
  })

  test('names broken files under the table and goes on', async () => {
    const id = await stored()
    await writeFile(join(corpus, 'broken.json'), 'x')
    const { exitCode, stdout, stderr } = await verify()
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toMatch(/^warning: skipped .*broken\.json/m)
    expect(stdout).toContain(id)
  })
})

describe('overshoot replay', () => {
  test('shows the output with its bits, on the backend it was found on, and exits with 1 while it fails', async () => {
    const id = await stored()
    const { exitCode, stdout, stderr } = await overshoot('replay', id, '--corpus', corpus)
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stable(stdout)).toMatchInlineSnapshot(`
      "counterexample  <id>
      claim           the sum stays in [0, 1]: always in [0, 1]
      backend         cpu (<version>)
      dplus           1
      sequence        0002
      output          1.25 (bits 3fa00000), of wide 1, deep 0.25
      stored          the same bits, on cpu (<version>)

      verdict         still a counterexample: the claim is refuted
      "
    `)
  })

  test('takes a file, another module and another backend, and writes JSON', async () => {
    const id = await stored()
    const file = join(folder, 'kept.json')
    await rename(join(corpus, `${id}.json`), file)
    const moved = join(folder, 'moved.claims.ts')
    await rename(module, moved)
    const json = join(folder, 'replay.json')
    const { exitCode } = await overshoot('replay', file, moved, '--backend', 'wasm', '--json', json)
    expect(exitCode).toBe(1)
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      id,
      claim: 'the sum stays in [0, 1]',
      fails: true,
      backend: 'wasm',
      output: 1.25,
      bits: '3fa00000',
      stored: { output: 1.25, bits: '3fa00000', backend: 'cpu' },
      parts: { wide: 1, deep: 0.25 },
      modelChanged: false,
    })
    const piped = await overshoot('replay', file, moved, '--json', '-')
    expect(JSON.parse(piped.stdout)).toMatchObject({ backend: 'cpu' })
    expect(piped.stderr).toContain('still a counterexample')
  })

  test('exits with 0 once it is fixed, and says that the model has changed', async () => {
    const id = await stored()
    // Another file: a process imports a module once.
    await rm(module)
    module = join(folder, 'retrained.claims.ts')
    await writeFile(module, claims(0.5))
    const { exitCode, stdout } = await overshoot('replay', id, module, '--corpus', corpus)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^output +0\.75 \(bits 3f400000\), of wide 0\.5, deep 0\.25$/m)
    expect(stdout).toMatch(/^stored +1\.25 \(bits 3fa00000\)/m)
    expect(stdout).toMatch(/^model +has changed/m)
    expect(stdout).toMatch(/^verdict +fixed/m)
    expect((await verify()).stdout).toContain(`fixed: ${id} fails no more`)
  })

  test('an unknown id is answered with those that there are, a broken file with what is wrong', async () => {
    const id = await stored()
    const unknown = await overshoot('replay', 'ffffffffffff', '--corpus', corpus)
    const held = `in ${corpus}, which holds ${id} (the sum stays in [0, 1]); another folder is named by --corpus; those that tests find are kept unless OVERSHOOT_STORE=false [COUNTEREXAMPLE_UNREADABLE]\n`
    expect(unknown).toEqual({ exitCode: 2, stdout: '', stderr: `overshoot: no counterexample ffffffffffff ${held}` })
    for (const name of ['abc', join(corpus, 'none.json')])
      expect(await overshoot('replay', name, '--corpus', corpus)).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `overshoot: ${name} is no file, and no id of a counterexample ${held}`,
      })
    const file = join(corpus, `${id}.json`)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/"letters": "."?/, '"letters": "1'))
    for (const name of [id, file]) {
      const { exitCode, stdout, stderr } = await overshoot('replay', name, '--corpus', corpus)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toMatch(/^overshoot: .*\.json: .* \[COUNTEREXAMPLE_UNREADABLE\]\n$/)
    }
    expect(await overshoot('explain', id, '--corpus', corpus)).toMatchObject({ exitCode: 2, stdout: '' })
  })

  test.each([
    [
      'a module without the claim',
      (text: string) => text.replaceAll('the sum', 'a sum'),
      'CLAIMS_MODULE_UNREADABLE',
      'but "a sum stays',
    ],
    [
      'a domain that it left',
      (text: string) => text.replace('interval(0, 1)', 'interval(0, 0.5)'),
      'COUNTEREXAMPLE_UNREADABLE',
      'domain',
    ],
    ['a module that is gone', undefined, 'CLAIMS_MODULE_UNREADABLE', 'no such file'],
  ])('%s: exit 2', async (_, change, code, message) => {
    const id = await stored()
    const changed = join(folder, 'changed.claims.ts')
    if (change) await writeFile(changed, change(claims()))
    const { exitCode, stdout, stderr } = await overshoot('replay', id, changed, '--corpus', corpus)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(`[${code}]`)
  })

  test.each(['replay', 'explain'])('%s wants a name, and cannot do without a corpus', async (command) => {
    expect(await overshoot(command)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[USAGE]') })
    const without = await overshoot(command, 'ffffffffffff', '--no-corpus')
    expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("unknown option '--no-corpus'") })
    const { stdout } = await overshoot(command, '--help')
    expect(stdout).toContain('where an id is looked up')
    expect(stdout).not.toContain('--no-')
  })
})

describe('overshoot explain', () => {
  test('says what matters, how it was shrunk, and which real row is nearest', async () => {
    const id = await stored()
    const { exitCode, stdout, stderr } = await overshoot('explain', id, '--corpus', corpus)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stable(stdout)).toMatchInlineSnapshot(`
      "counterexample  <id>, minimal: no single step makes it simpler
      claim           the sum stays in [0, 1]: always in [0, 1]
      found           by search in <n> cases, seed 0, on cpu (<version>)
      dplus           1
      sequence        AAAG
      output          1.25 (bits 3fa00000)
      parts           wide 1, deep 0.25

      what matters    dplus 1: with 0 in its place the output is 0.25
                      sequence[3] G: with A in its place the output is 1

      shrink path     first hit: …

      nearest row     two, output 1.15
                      dplus 0.9
                      sequence AGAG (1 of 4 letters differ)
      "
    `)
    const json = JSON.parse((await overshoot('explain', id, '--corpus', corpus, '--json', '-')).stdout)
    expect(json).toMatchObject({
      id,
      minimal: true,
      matters: [{ input: expect.any(String) }, {}],
      nearest: { name: 'two', inputs: { dplus: [expect.closeTo(0.9)] }, output: expect.closeTo(1.15) },
    })
  })

  test('does without the module that the file names, not without one that was asked for', async () => {
    const id = await stored()
    await rm(module)
    const { exitCode, stdout } = await overshoot('explain', id, '--corpus', corpus)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^nearest row +none: .*no such file/m)
    expect(stdout).toMatch(/^sequence +[012]{4}$/m)
    const asked = await overshoot('explain', id, module, '--corpus', corpus)
    expect(asked).toMatchObject({ exitCode: 2, stdout: '' })
  })
})
