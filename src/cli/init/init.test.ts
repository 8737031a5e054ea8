import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { check, resolveConfig } from 'prettier'
import { beforeAll, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { saveModel } from '../../model/loadModel.ts'
import { fromJson } from '../../report/index.ts'
import { extensionFor } from './extensionFor.ts'

const folder = temporaryFolder()
beforeAll(() => useBackend('cpu'))

const overshoot = (...argv: string[]) => runCli(argv)

const kernel = (...rows: number[][]): tf.Tensor => tf.tensor2d(rows)
type Dense = NonNullable<Parameters<typeof tf.layers.dense>[0]>
const dense = (options: Partial<Dense>): tf.LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, name: 'last', ...options })] })

/** Makes a model and its claims in a folder of their own; resolves to the paths and the text. */
async function initOf(name: string, model: tf.LayersModel, ...options: string[]) {
  const home = join(folder, name)
  await mkdir(home, { recursive: true })
  await saveModel(model, join(home, 'model'))
  const out = join(home, `${name}.claims.ts`)
  const ran = await overshoot('init', join(home, 'model'), '--out', out, '--backend', 'cpu', ...options)
  expect({ ...ran, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  return { home, out, text: await readFile(out, 'utf8') }
}

const verdictOf = async (file: string) => {
  const { exitCode, stdout } = await overshoot('verify', file, '--backend', 'cpu', '--no-corpus', '--json', '-')
  return { exitCode, verdict: fromJson(stdout).verdicts[0]! }
}

const one = kernel([0.5])
test.each([
  ['sigmoid', dense({ inputShape: [1], weights: [one], activation: 'sigmoid' }), 'within(0, 1)', 'proved'],
  [
    'softmax',
    dense({ inputShape: [1], units: 2, weights: [kernel([1, 2])], activation: 'softmax' }),
    'within(0, 1)',
    'proved',
  ],
  ['tanh', dense({ inputShape: [1], weights: [one], activation: 'tanh' }), 'within(-1, 1)', 'proved'],
  ['relu', dense({ inputShape: [1], weights: [one], activation: 'relu' }), 'atLeast(0)', 'proved'],
  ['relu6', dense({ inputShape: [1], weights: [one], activation: 'relu6' }), 'within(0, 6)', 'proved'],
  ['linear', dense({ inputShape: [1], weights: [one] }), 'within(-0.6, 0.6)', 'proved'],
  ['swish', dense({ inputShape: [1], weights: [one], activation: 'swish' }), /within\(-0\.2\d*, 0\.3\d*\)/, 'proved'],
] as const)('of a model that ends in %s it claims what holds, formatted', async (name, model, set, status) => {
  const { out, text } = await initOf(name, model)
  expect(text).toMatch(set)
  expect(await verdictOf(out)).toMatchObject({ exitCode: 0, verdict: { status } })
  const config = await resolveConfig(fileURLToPath(new URL('../../../package.json', import.meta.url)))
  for (const file of [out, out.replace('.claims.', '.test.')])
    expect(await check(await readFile(file, 'utf8'), { ...config, filepath: file })).toBe(true)
})

test('domains are guessed from shapes, and learned from rows', async () => {
  const inputs = [
    tf.input({ shape: [1], name: 'dplus' }),
    tf.input({ shape: [3, 4], name: 'sequence' }),
    tf.input({ shape: [2], name: 'more-numbers' }),
  ]
  const flat = inputs.map((input, i) => (i === 1 ? tf.layers.flatten().apply(input) : input) as tf.SymbolicTensor)
  const outputs = tf.layers.dense({ units: 1 }).apply(tf.layers.concatenate().apply(flat)) as tf.SymbolicTensor
  const model = tf.model({ inputs, outputs })
  const guessed = await initOf('guessed', model)
  expect(guessed.text).toContain(`const inputs = {
  // a guess: what does the model get?
  dplus: interval(-1, 1),
  // a guess from its shape
  sequence: oneHot(3, 4),
  // a guess: what does the model get?
  'more-numbers': box([2], -1, 1),
}
`)
  const rows = join(folder, 'rows.csv')
  await writeFile(rows, 'dplus,sequence,more-numbers.0,more-numbers.1\n0.123456,ACG,1,-7\n-3,ACC,2,1e3\n')
  const learned = await initOf('learned', model, '--rows', rows)
  expect(learned.text).toContain('  dplus: interval(-3, 0.1235),\n')
  expect(learned.text).toContain("  'more-numbers': box([2], [1, -7], [2, 1000]),\n")
  expect(learned.text).toContain('  sequence: oneHot(3, 4),\n')
  for (const { out } of [guessed, learned]) expect(await verdictOf(out)).toMatchObject({ exitCode: 0 })
})

test('a model that gives no numbers gets the claim that says so', async () => {
  const steep = kernel([3e38, -3e38])
  const layers = [
    tf.layers.dense({ units: 2, useBias: false, inputShape: [1], weights: [steep] }),
    tf.layers.dense({ units: 2, useBias: false, weights: [kernel([9, 1], [1, 9])] }),
    tf.layers.dense({ units: 1, useBias: false, weights: [kernel([9], [9])] }),
  ]
  const { out, text } = await initOf('overflowing', tf.sequential({ layers }))
  expect(text).toContain("expect: 'refuted'")
  expect(await verdictOf(out)).toMatchObject({ exitCode: 0, verdict: { status: 'refuted' } })
})

test('nothing that is there is written over, and one file is not written without the other', async () => {
  const { home, out } = await initOf('kept', dense({ inputShape: [1], weights: [one] }))
  const again = () => overshoot('init', join(home, 'model'), '--out', out, '--backend', 'cpu')
  const refused = (file: string) => ({
    exitCode: 2,
    stderr: `overshoot: ${file}: cannot be written: it is there already: remove it, or name another with --out [FILE_UNWRITABLE]\n`,
  })
  expect(await again()).toMatchObject(refused(out))
  await rm(out)
  expect(await again()).toMatchObject(refused(out.replace('.claims.', '.test.')))
  expect(await readdir(home)).toEqual(['kept.test.ts', 'model'])
})

test.each([
  [['none'], 'cannot read the model none: no such file or folder', 'FILE_UNREADABLE'],
  [['src'], 'cannot read the model src: the folder has no model.json', 'FILE_UNREADABLE'],
  [
    ['README.md'],
    'cannot read the model README.md: expected an ONNX file, a Keras file (.keras, .h5), the folder of a SavedModel, or a tf.js',
    'FILE_UNREADABLE',
  ],
  [['none'.repeat(1000)], 'name too long', 'FILE_UNREADABLE'],
  [['package.json', '--rows', 'none.csv'], 'none.csv: no such file', 'FILE_UNREADABLE'],
  [['none', '--out', 'x.js'], '--out: expected a file whose name ends in .ts or .mts', 'USAGE'],
])('init %j is an error', async (argv, message, code) => {
  const { exitCode, stderr } = await overshoot('init', ...argv, '--backend', 'cpu')
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) as string })
  expect(stderr).toContain(`[${code}]`)
})

test('folders are made, and a file where one should be is an error that names it', async () => {
  const { home } = await initOf('deep', dense({ inputShape: [1], weights: [one] }))
  const init = (out: string) => overshoot('init', join(home, 'model'), '--out', out, '--backend', 'cpu')
  const out = join(home, 'some', 'folder', 'x.claims.mts')
  expect(await init(out)).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await readdir(join(home, 'some', 'folder'))).toEqual(['x.claims.mts', 'x.test.mts'])
  expect(await verdictOf(out)).toMatchObject({ exitCode: 0, verdict: { status: 'proved' } })
  const { exitCode, stderr } = await init(join(out, 'y.ts'))
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/x\.claims\.mts.* \[FILE_UNWRITABLE]/),
  })
  expect(stderr).not.toContain('there already: remove')
})

test.each([
  ['{ "type": "module" }', '.ts', false],
  ['{ "type": "commonjs" }', '.mts', true],
  ['{}', '.mts', true],
  ['no JSON', '.mts', true],
])('under a package.json of %s an ES module ends in %s', async (manifest, extension, told) => {
  const { home } = await initOf('package', dense({ inputShape: [1], weights: [one] }))
  await writeFile(join(home, 'package.json'), manifest)
  expect(await extensionFor(join(home, 'some', 'folder'))).toBe(extension)
  const { stdout } = await overshoot('init', join(home, 'model'), '--out', join(home, 'new.ts'), '--backend', 'cpu')
  expect(stdout).toContain('For tsc: "module": "nodenext"')
  expect(stdout.includes('"type": "module" in package.json')).toBe(told)
  await rm(home, { recursive: true })
})

test('a table without columns of an input is an error that names both', async () => {
  const { home } = await initOf('unlearned', dense({ inputShape: [1], weights: [one] }))
  const rows = join(folder, 'other.csv')
  await writeFile(rows, 'a,b\n1,2\n')
  const { exitCode, stderr } = await overshoot('init', join(home, 'model'), '--out', join(home, 'x.ts'), '--rows', rows)
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining('but a, b. The model') as string,
  })
})
