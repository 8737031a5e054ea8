import { readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { OvershootError } from '../../errors.ts'
import { saveModel } from '../../model/loadModel.ts'
import { linearModel } from '../../model/linearModel.ts'
import { wideDeepModel } from '../../model/wideDeepModel.ts'
import { fromJson } from '../../report/index.ts'
import { readInputs } from './readInputs.ts'

const models = temporaryFolder()
let folder: string
beforeAll(async () => {
  await useBackend('cpu')
  const wide = linearModel({ inputShape: [1], name: 'dplus', useBias: false })
  wide.setWeights([tf.tensor2d([[1]])])
  const x = tf.input({ shape: [4, 3], name: 'sequence' })
  const ends = tf.tensor2d(Array.from({ length: 12 }, (_, i) => [i === 11 ? 0.25 : 0]))
  const last = tf.layers.dense({ units: 1, useBias: false, weights: [ends] })
  const deep = tf.model({ inputs: x, outputs: last.apply(tf.layers.flatten().apply(x)) as tf.SymbolicTensor })
  await saveModel(wideDeepModel(wide, deep), path('sum'))
  const sum = tf.layers.dense({ units: 1, useBias: false, inputShape: [3], name: 'total', weights: [tf.ones([3, 1])] })
  await saveModel(tf.sequential({ layers: [sum] }), path('three'))
  const mean = tf.layers.globalAveragePooling1d({ inputShape: [null as never, 2], name: 'series' })
  await saveModel(tf.sequential({ layers: [mean] }), path('series'))
})
beforeEach(() => (folder = temporaryFolder()))

/** A model's folder, as the program is given it. */
const path = (name: string): string => relative('', join(models, name))

const overshoot = (...argv: string[]) => runCli(argv)

const check = (model: string, ...options: string[]) =>
  overshoot('check', path(model), '--backend', 'cpu', '--cases', '300', '--no-corpus', '--json', '-', ...options)

const verdictsOf = async (model: string, ...options: string[]) =>
  fromJson((await check(model, ...options)).stdout).verdicts

async function tableOf(text: string): Promise<string> {
  const file = join(folder, 'rows.csv')
  await writeFile(file, text)
  return file
}

const both = ['--input', 'dplus=0..1', '--input', 'sequence=onehot:4x3']

describe('overshoot check', () => {
  test.each([
    [['--always', '0 <= y <= 2'], 0],
    [['--always', '0 <= y <= 1'], 1],
    [['--always', '0 <= y <= 1', '--expect', 'refuted'], 0],
    [['--always', '0 <= y < 1.25', '--always', 'y >= 0'], 1],
    [['--always', '0 <= y < 1.26', '--demand', 'proof'], 0],
    [['--sometimes', 'y > 1', '--sometimes', '1.2 > y >= 1'], 0],
    [['--sometimes', 'y > 1.5'], 1],
    [['--unbounded'], 1],
  ] as const)('of a sum from 0 to 1.25, %j exits with %i', async (claims, exitCode) => {
    expect(await check('sum', ...both, ...claims)).toMatchObject({ exitCode })
  })

  test('says the same as verify of the same claim', async () => {
    const module = join(folder, 'same.claims.ts')
    const name = `always 0 <= y <= 1 (${path('sum')})`
    await writeFile(
      module,
      `import { always, claim, interval, loadModel, oneHot, within } from 'overshoot'
      const model = await loadModel(${JSON.stringify(path('sum'))})
      export const same = claim(${JSON.stringify(name)}, model, { inputs: { dplus: interval(0, 1), sequence: oneHot(4, 3) }, holds: always(within(0, 1)) })`,
    )
    const options = ['--backend', 'cpu', '--seed', '7', '--cases', '300', '--no-corpus', '--json', '-']
    const verified = fromJson((await overshoot('verify', module, ...options)).stdout).verdicts
    const checked = await verdictsOf('sum', '--seed', '7', ...both, '--always', '0 <= y <= 1')
    const timeless = (verdicts: typeof checked) => verdicts.map((verdict) => ({ ...verdict, seconds: 0 }))
    expect(timeless(checked)).toEqual(timeless(verified))
    expect(checked[0]).toMatchObject({ status: 'refuted', counterexample: { output: 1.25 } })
  })

  test('a claim is called by what it says and of which model, however that was written', async () => {
    const statement = ['--always', '0<=y  <=2', '--unbounded', ...both]
    const names = async (model: string) => (await verdictsOf(model, ...statement)).map(({ claim }) => claim)
    expect(await names('sum')).toEqual([`always 0 <= y <= 2 (${path('sum')})`, `unbounded (${path('sum')})`])
    expect(await names('sum/model.json')).toEqual(await names('sum'))
  })

  test('domains are as they are spelled', async () => {
    const rows = await tableOf('sequence,dplus,a,b,c\nAAAC,0.1,1,2,3\nCCGG,-1e-3,0,5,2.5\n')
    const domains = async (model: string, ...options: string[]) =>
      Object.values((await verdictsOf(model, '--always', 'y < 100', ...options))[0]!.domains).map(
        ({ description }) => description,
      )
    expect(await domains('sum', '--input', `dplus=range-of:${rows}#dplus`, '--input', 'sequence=onehot:ACG')).toEqual([
      `${Math.fround(-1e-3)}..${Math.fround(0.1)}`,
      'oneHot 4x3',
    ])
    expect(await domains('sum', '--input', `dplus=range-of:${rows}`, '--input', 'sequence=0')).toEqual([
      `${Math.fround(-1e-3)}..${Math.fround(0.1)}`,
      '0..0 4x3',
    ])
    expect(await domains('three', '--input', '-1..1e1')).toEqual(['-1..10 3'])
    expect(await domains('three', '--input', `total_input=range-of:${rows}#a..c`)).toEqual([
      expect.stringMatching(/^varied\.\.varied [0-9a-f]{8} 3$/),
    ])
    expect(await domains('series', '--input', 'finite:5x2')).toEqual(['any finite 5x2'])
  })

  test('the names of letters are those of the alphabet', async () => {
    const options = [
      '--input',
      'dplus=1',
      '--input',
      'sequence=onehot:4x3:ACG',
      '--always',
      'y <= 1',
      '--backend',
      'cpu',
    ]
    const html = join(folder, 'page.html')
    await overshoot('check', path('sum'), ...options, '--no-corpus', '--html', html)
    const corpus = join(folder, 'corpus')
    await overshoot('check', path('sum'), ...options, '--corpus', corpus)
    const [file] = await readdir(corpus)
    const { stdout } = await overshoot('explain', join(corpus, file!))
    expect(stdout).toMatch(/^sequence +AAAG$/m)
    expect(stdout).toMatch(/^nearest row +none: a check has real rows only with --around/m)
  })

  const inputs =
    "The model's inputs: dplus [1], sequence [4, 3]. For example: --input dplus=-1..1 --input sequence=onehot"
  test.each([
    [['--always', 'y < 1'], 'no --input for dplus, sequence', 'DOMAIN_MISMATCH'],
    [['--always', 'y < 1', '--input', 'dplus=1'], 'no --input for sequence', 'DOMAIN_MISMATCH'],
    [['--always', 'y < 1', '--input', '1'], '--input "1": expected name=domain', 'USAGE'],
    [['--always', 'y < 1', '--input', 'dpuls=1'], 'the model has no input "dpuls"', 'DOMAIN_MISMATCH'],
    [['--always', 'y < 1', '--input', 'dplus=1', '--input', 'dplus=2'], '--input names dplus twice', 'USAGE'],
    [['--always', 'y < 1', '--input', 'dplus=2..1'], 'write 1..2', 'DOMAIN_EMPTY'],
    [['--always', 'y < 1', '--input', 'dplus=0.1..0.1'], 'no float32 lies from 0.1 to 0.1', 'DOMAIN_EMPTY'],
    [['--always', 'y < 1', '--input', 'dplus=1e39'], 'no float32 is as large', 'DOMAIN_EMPTY'],
    [['--always', 'y < 1', '--input', 'dplus=-Infinity..0'], 'finite takes all of them', 'USAGE'],
    [['--always', 'y < 1', '--input', 'dplus=onehot'], 'its shape [1] is not length and letters', 'DOMAIN_MISMATCH'],
    [['--always', 'y < 1', '--input', 'sequence=onehot:5x3'], 'its shape is [4, 3], not [5, 3]', 'DOMAIN_MISMATCH'],
    [['--always', 'y < 1', '--input', 'sequence=onehot:ACGT'], 'has 4 letters, not 3', 'DOMAIN_MISMATCH'],
  ])('%j: a line that names the inputs, exit 2', async (options, message, code) => {
    const { exitCode, stderr } = await overshoot('check', path('sum'), '--backend', 'cpu', '--no-corpus', ...options)
    expect({ exitCode, stderr: stderr.includes(message) ? message : stderr }).toEqual({ exitCode: 2, stderr: message })
    expect(stderr).toContain(`. ${inputs} [${code}]\n`)
  })

  test.each([
    [['--input', '1'], 'nothing is claimed: add --always "0 <= y <= 1"'],
    [['--input', '1', '--always', 'y = 1'], 'the signs are <, <=, > and >='],
    [['--input', '1', '--always', 'y < 1', '--always', 'y<1'], '--always y < 1 is stated twice'],
    [['--input', '1', '--always', 'z < 1'], '"z" is not the output: write y, or its name, total'],
    [
      ['--input', '1', '--always', 'y < 1', '--around', 'rows.csv'],
      'expected a table and a radius, as in rows.csv:0.1',
    ],
    [['--input', '1', '--always', 'y < 1', '--around', 'rows.csv:-1'], 'write rows.csv:1'],
    [['--input', '1', '--always', 'y < 1', '--expect', 'proved'], '--expect: expected refuted'],
  ])('%j is wrong usage', async (options, message) => {
    const { exitCode, stderr } = await overshoot('check', path('three'), '--backend', 'cpu', '--no-corpus', ...options)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) as string })
    expect(stderr).toMatch(/^overshoot: .* \[USAGE\]\n$/)
  })

  test('an open length has to be given', async () => {
    const { exitCode, stderr } = await check('series', '--input', '-1..1', '--always', 'y < 2')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('append one, as in :10x2') as string,
    })
    expect(stderr).toContain('For example: --input series_input=onehot:10x2')
  })
})

test('whatever --input says, it is a domain of the input or an error with a code that names the inputs', async () => {
  const inputs = [
    { name: 'a', shape: [1] },
    { name: 'a=b', shape: [null, 4] },
    { name: 'x/y z', shape: [2, 3] },
  ]
  const none = () => Promise.reject(new OvershootError('FILE_UNREADABLE', 'rows.csv: none'))
  const name = fc.constantFrom('a', 'a=b', 'x/y z', 'c', '')
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^(onehot|finite|-?[0-9]{1,2}(\.\.[0-9]{1,2})?)(:[1-4](x[1-4])?)?$/),
  )
  const option = fc.oneof(
    fc.string(),
    fc.tuple(name, text).map((parts) => parts.join('=')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(option, { maxLength: 3 }), async (options) => {
      const outcome = await readInputs(options, inputs, none).catch((error: unknown) => error)
      const isError = outcome instanceof OvershootError
      const words =
        isError && outcome.code !== 'FILE_UNREADABLE' ? outcome.message : 'a [1], a=b [any, 4], x/y z [2, 3]'
      expect(words).toContain('a [1], a=b [any, 4], x/y z [2, 3]')
      const read = isError ? [] : (outcome as Awaited<ReturnType<typeof readInputs>>)
      expect(read.map(({ name: one }) => one)).toEqual(isError ? [] : ['a', 'a=b', 'x/y z'])
      expect(read.every(({ domain, shape }) => domain === undefined || domain.shape.length === shape.length)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

describe('overshoot check --around', () => {
  const letters = ['--input', 'sequence=onehot:ACG']

  test('states a claim for each row: numbers in a ball, letters as they are', async () => {
    const rows = await tableOf('id,sequence,dplus\none,AAAA,0.5\ntwo,CCCG,0.8\nthree,ACGA,0.95\n')
    const verdicts = await verdictsOf('sum', ...letters, '--always', '0 <= y <= 1', '--around', `${rows}:0.1`)
    const where = (row: number) => ` around row ${row} of ${relative('', rows)} by 0.1 (${path('sum')})`
    expect(verdicts.map(({ claim }) => claim)).toEqual([1, 2, 3].map((row) => `always 0 <= y <= 1${where(row)}`))
    expect(verdicts.map(({ status }) => status)).toEqual(['proved', 'refuted', 'refuted'])
    // 0.8 and 0.25 for the last letter: its simplest point fails already.
    expect(verdicts[1]!.counterexample).toMatchObject({ inputs: { dplus: [Math.fround(0.8)] }, distance: 0 })
  })

  test('a domain that is given besides clips the ball, and letters without an alphabet stay free', async () => {
    const rows = await tableOf('sequence,dplus\nAAAA,0.95\n')
    const free = ['--input', 'sequence=onehot', '--around', `${rows}:0.1`, '--sometimes', 'y > 1.1']
    const [verdict] = await verdictsOf('sum', ...free)
    expect(verdict!.witness!.inputs['sequence']!.slice(-3)).toEqual([0, 0, 1])
    const clipped = await verdictsOf(
      'sum',
      ...letters,
      '--input',
      'dplus=0..1',
      '--around',
      `${rows}:0.1`,
      '--always',
      'y <= 1',
    )
    expect(clipped).toMatchObject([{ status: 'proved', certified: [expect.any(Number), 1] }])
  })

  test('inputs of several numbers have columns that are numbered, or named', async () => {
    const numbered = await tableOf('total_input.0,total_input.1,total_input.2\n1,2,3\n')
    const expected = [{ status: 'proved', observed: [6, 6] }]
    expect(await verdictsOf('three', '--around', `${numbered}:0`, '--always', '6 <= y <= 6')).toMatchObject(expected)
    const named = await tableOf('label,a,b,c\nyes,1,2,3\n')
    expect(await verdictsOf('three', '--around', `${named}#a..c:0`, '--always', '6 <= y <= 6')).toMatchObject(expected)
  })

  test('a counterexample comes back by the command that is printed, and its row is the nearest', async () => {
    const rows = await tableOf('sequence,dplus\nAAAA,0.5\nCCCG,0.8\n')
    const corpus = join(folder, 'my corpus')
    const options = [
      ...letters,
      '--always',
      '0 <= y <= 1',
      '--around',
      `${rows}:0.1`,
      '--corpus',
      corpus,
      '--backend',
      'cpu',
    ]
    const { exitCode, stdout } = await overshoot('check', path('sum'), ...options)
    const [, id] = /^ +replay +npx overshoot replay ([0-9a-f]{12}) --corpus '.*my corpus'$/m.exec(stdout)!
    expect(exitCode).toBe(1)
    const replayed = await overshoot('replay', id!, '--corpus', corpus)
    expect(replayed).toMatchObject({ exitCode: 1, stderr: '' })
    expect(replayed.stdout).toMatch(/still a counterexample/)
    const explained = await overshoot('explain', id!, '--corpus', corpus)
    expect(explained.stdout).toMatch(/^nearest row +row 2, output 1\.05/m)
    expect(explained.stdout).toMatch(/CCCG \(0 of 4 letters differ\)/)
    const again = await overshoot('check', path('sum'), ...options, '--json', '-')
    expect(fromJson(again.stdout).verdicts).toMatchObject([{ status: 'proved' }, { status: 'refuted', by: 'replay' }])
    await rm(rows)
    expect(await overshoot('replay', id!, '--corpus', corpus)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[FILE_UNREADABLE]') as string,
    })
  })

  test('a certificate is checked against what the check says', async () => {
    const certificates = join(folder, 'proofs')
    const claims = ['--always', '-0.01 <= y <= 1.26', '--certificates', certificates]
    await check('sum', ...both, ...claims)
    const [file] = await readdir(certificates)
    const source = (domain: string) =>
      `overshoot check '${path('sum')}' --input dplus=${domain} --input sequence=onehot --always '-0.01 <= y <= 1.26'`
    const proof = join(certificates, file!)
    expect(await overshoot('check-proof', proof, '--claims', source('0..1'))).toMatchObject({ exitCode: 0 })
    expect(await overshoot('check-proof', proof, '--claims', source('0..2'))).toMatchObject({ exitCode: 1 })
    expect(await overshoot('check-proof', proof, '--model', path('sum'))).toMatchObject({ exitCode: 0 })
  })

  test.each([
    ['sequence,dplus\nAAAT,0.5\n', ':0.1', 'line 2: column sequence: the letter "T" is not in ACG', 'DATA_ROW_INVALID'],
    ['sequence,dplus\nAAA,0.5\n', ':0.1', 'line 2: column sequence: 3 letters where 4 are needed', 'DATA_ROW_INVALID'],
    [
      'sequence,dplus\nAAAA,NaN\n',
      ':0.1',
      'line 2: column dplus: expected a number, received "NaN"',
      'DATA_ROW_INVALID',
    ],
    ['sequence,dplus\nAAAA,1e39\n', ':0.1', 'line 2: column dplus: no float32 is as large', 'DATA_ROW_INVALID'],
    ['sequence,dplus\nAAAA,1\nAAAA,5\n', ':0.1', 'line 3: nothing within 0.1 of its dplus is in 0..1', 'DOMAIN_EMPTY'],
    ['seq,d\nAAAA,1\n', ':0.1', 'has columns of no input, but seq, d', 'DOMAIN_MISMATCH'],
    ['seq;dplus\nAAAA;1\n', ':0.1', 'has columns of no input, but seq;dplus', 'DOMAIN_MISMATCH'],
    ['dplus.0,dplus.1\n1,1\n', ':0.1', 'has 2 columns of dplus, which takes 1', 'DOMAIN_MISMATCH'],
    ['sequence,dplus\nAAAA,1\n', '#dplus:0.1', 'can be those of one input only', 'DOMAIN_MISMATCH'],
  ])('%j with %s is an error', async (text, rest, message, code) => {
    const rows = await tableOf(text)
    const options = [...letters, '--input', 'dplus=0..1', '--always', 'y < 2', '--around', `${rows}${rest}`]
    const { exitCode, stderr } = await check('sum', ...options)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) as string })
    expect(stderr).toMatch(new RegExp(`\\[${code}\\]\n$`))
  })
})
