import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { draftGraph } from '../../../test/network/graphModel/graphDraft.ts'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { sealed } from '../../../test/proof/certificate/certificates.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

const claims = (weight = 1, top = 1): string => `
import { above, always, claim, finite, interval, loadModel, saveModel, sometimes, tf, unbounded, within } from 'overshoot'
const layer = (activation) => tf.layers.dense({ units: 1, name: 'layer', activation, inputShape: [1], weights: [tf.tensor2d([[${weight}]]), tf.tensor1d([0.5])] })
await saveModel(tf.sequential({ layers: [layer('sigmoid')] }), ${JSON.stringify(join(folder, 'model'))})
const model = await loadModel(${JSON.stringify(join(folder, 'model'))})
const line = tf.sequential({ layers: [layer('linear')] })
const inputs = interval(-5, 5)
export const lies = claim('it lies in [0, 1]', model, { inputs, holds: always(within(0, ${top})) })
export const some = claim('it passes a half', model, { inputs, holds: sometimes(above(0.5)) })
export const ends = claim('it never ends', line, { inputs: finite(), holds: unbounded() })
export const none = claim('it passes 2', model, { inputs, holds: sometimes(above(2)), expect: 'refuted' })
`

const overshoot = (...argv: string[]) => runCli(argv, { columns: 100 })

async function moduleOf(text: string, name = 'some.claims.ts'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** Verifies and resolves to the paths of the certificates, by the first word that tells them apart. */
async function proofs(): Promise<Record<'lies' | 'ends' | 'half' | 'passes-2', string>> {
  const certificates = join(folder, 'proofs')
  const module = await moduleOf(claims())
  await overshoot('verify', module, '--backend', 'cpu', '--cases', '200', '--no-corpus', '--certificates', certificates)
  const names = await readdir(certificates)
  const find = (word: string): string =>
    join(
      certificates,
      names.find((name) => name.includes(word))!,
    )
  return { lies: find('lies'), ends: find('ends'), half: find('half'), 'passes-2': find('passes-2') }
}

test('says what a proof shows, for what domain and backend, and what it rests on', async () => {
  const { lies, ...others } = await proofs()
  const { exitCode, stdout } = await overshoot('check-proof', lies)
  const stable = stdout.replace(folder, '<folder>').replaceAll(/\b[0-9a-f]{12}\b/g, '<digest>')
  expect(stable).toMatchInlineSnapshot(`
    "proof        <folder>/proofs/it-lies-in-0-1-<digest>.proof.json
    claim        it lies in [0, 1]: always in [0, 1]
    layer_input  -5..5
    model        <digest>
    backend      cpu
    verdict      accepted: "it lies in [0, 1]" is proved for cpu: outputs are within
                 [0.010986942797899246, 0.9959298968315125]
    rests on     float32 arithmetic that rounds to nearest, in any order
                 how far sigmoid is off on cpu, as listed
                 sigmoid on cpu (tfjs 4.22.0): all 2^32 float32 inputs tried, off by at most 6.02e-8
                 |sigmoid|, measured on Intel(R) Xeon(R) Processor, avx512f
    "
  `)
  expect(exitCode).toBe(0)
  for (const path of Object.values(others)) expect(await overshoot('check-proof', path)).toMatchObject({ exitCode: 0 })
})

test('a proof can be held against the model, and against the claim', async () => {
  const { lies } = await proofs()
  const module = join(folder, 'some.claims.ts')
  const check = async (...options: string[]) => {
    const { exitCode, stdout } = await overshoot('check-proof', lies, ...options)
    return [exitCode, /verdict +(\w+)/.exec(stdout)![1]]
  }
  expect(await check('--claims', module)).toEqual([0, 'accepted'])
  expect(await check('--model', join(folder, 'model'))).toEqual([0, 'accepted'])
  expect(await check('--claims', await moduleOf(claims(1, 0.9999), 'tighter.claims.ts'))).toEqual([1, 'rejected'])
  expect(await check('--claims', await moduleOf(claims(1.5), 'steeper.claims.ts'))).toEqual([1, 'rejected'])
  expect(await check('--model', join(folder, 'model'))).toEqual([1, 'rejected'])
  expect(await overshoot('check-proof', lies, '--model', 'a', '--claims', 'b')).toMatchObject({ exitCode: 2 })
})

test('a proof of constants that one backend made of others is held against what that one makes', async () => {
  const graph = draftGraph()
  const x = graph.input([-1, 3])
  graph.node('Mul', [x, graph.node('Rsqrt', [graph.floats([0.3, 0.7, 11])])])
  const { weightSpecs, weightData, ...rest } = graph.artifacts()
  const model = join(folder, 'model.json')
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
  await writeFile(model, JSON.stringify({ ...rest, weightsManifest }))
  await writeFile(join(folder, 'weights.bin'), Buffer.from(weightData as ArrayBuffer))
  const certificates = join(folder, 'proofs')
  const asked = ['check', model, '--input', '-1..1', '--always', '-1.9 <= y <= 1.9', '--backend', 'wasm', '--no-corpus']
  const checked = await overshoot(...asked, '--certificates', certificates, '--json', '-')
  expect(checked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('what wasm made of') as string })
  const [file] = await readdir(certificates)
  const proof = join(certificates, file!)
  expect(await overshoot('check-proof', proof, '--model', model)).toMatchObject({ exitCode: 0 })
  const certificate = JSON.parse(await readFile(proof, 'utf8')) as { network: { operations: { faultyOn: string[] }[] } }
  expect(certificate.network.operations.at(-1)!.faultyOn).toContain('cpu')
})

test('what a proof rests on is not for its file to say', async () => {
  const { lies } = await proofs()
  const { digest: _, ...rest } = JSON.parse(await readFile(lies, 'utf8')) as Record<string, unknown>
  const other = join(folder, 'other.json')
  await writeFile(other, JSON.stringify(sealed({ ...rest, restsOn: ['nothing'] })))
  const { exitCode, stdout } = await overshoot('check-proof', other)
  expect(exitCode).toBe(0)
  expect(stdout).not.toContain('nothing')
  expect(stdout).toContain('all 2^32 float32 inputs tried')
})

test('a changed file is rejected, one that is no JSON or missing cannot be used', async () => {
  const { lies } = await proofs()
  const text = await readFile(lies, 'utf8')
  const other = join(folder, 'other.json')
  await writeFile(other, text.replace('"lo":0', '"lo":0.1'))
  const { exitCode, stdout } = await overshoot('check-proof', other, '--json', join(folder, 'out.json'))
  expect(exitCode).toBe(1)
  expect(stdout).toContain('damaged')
  expect(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).toEqual({
    proof: other,
    accepted: false,
    reason: 'it is damaged: its digest does not fit',
  })
  await writeFile(other, text.slice(0, -9))
  for (const path of [other, join(folder, 'none.json')])
    expect(await overshoot('check-proof', path)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('FILE_UNREADABLE') as string,
    })
})
