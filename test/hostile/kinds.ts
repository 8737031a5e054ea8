import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSplice } from '../../fixtures/splice/readSplice.ts'
import { tf } from '../../src/backend/tf.ts'
import { checkProof } from '../../src/checker/checkProof.ts'
import { printJson } from '../../src/files/printJson.ts'
import { readBytes } from '../../src/files/readBytes.ts'
import { loadLayersModel } from '../../src/model/loadModel.ts'
import { fingerprint } from '../../src/network/fingerprint.ts'
import { readOnnx } from '../../src/network/onnx/readOnnx.ts'
import { packNetwork } from '../../src/network/packNetwork.ts'
import { pick } from '../network/random.ts'
import { readNetwork } from '../../src/network/readNetwork.ts'
import { unpackNetwork } from '../../src/network/unpackNetwork.ts'
import { figureOn, readCertificate } from '../../src/proof/certificate/index.ts'
import { sealed } from '../proof/certificate/certificates.ts'
import { baselineOf } from '../../src/report/baseline/baseline.ts'
import { readBaseline } from '../../src/report/baseline/baselineFile.ts'
import { fromJson, toJson } from '../../src/report/index.ts'
import { refutedVerdict, someVerdict } from '../report/verdict.ts'
import { readCorpus, readCounterexample } from '../../src/search/corpus/readCorpus.ts'
import { command } from './commands.ts'
import { craftedCertificates, soundCertificates } from './craftedCertificates.ts'
import { craftedGraphs } from './craftedGraphs.ts'
import { craftedOnnx, mutateOnnx, sampleOnnx } from './craftedOnnx.ts'
import { craftedWeights } from './craftedWeights.ts'
import { graphFiles } from './graphFiles.ts'
import { keras } from './kerasFiles.ts'
import { anyFile, type Kind, type Random } from './kind.ts'
import { modelFiles } from './modelFiles.ts'
import { savedModels } from './savedModels.ts'
import { sampleModels } from './sampleModels.ts'
import { mutateBytes, mutateData } from './mutate.ts'
import { vnnlib } from './properties.ts'
import { table } from './tables.ts'

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))
const texts = (folder: string): Buffer[] =>
  readdirSync(fixture(folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(fixture(folder), name)))

/** Files of JSON: each of `anyFile`, then `crafted`, then what is left of good ones. */
function jsonKind(
  file: string,
  good: readonly Buffer[],
  crafted: Readonly<Record<string, () => unknown>>,
  read: (path: string) => Promise<string> | string,
  finish: (data: unknown, random: Random) => unknown = (data) => data,
): Kind {
  const listed = [...Object.keys(anyFile), ...Object.keys(crafted)]
  return {
    listed: listed.length,
    make(folder, n, random) {
      const path = join(folder, file)
      const name = listed[n]
      if (name !== undefined && anyFile[name]) {
        anyFile[name](path)
        return name
      }
      if (name !== undefined) {
        writeFileSync(path, JSON.stringify(crafted[name]!()))
        return name
      }
      const bytes = pick(random, good)
      if (random() < 0.4) {
        const mutated = mutateBytes(bytes, random)
        writeFileSync(path, mutated.bytes)
        return mutated.how
      }
      const mutated = mutateData<unknown>(JSON.parse(bytes.toString()), random)
      writeFileSync(path, JSON.stringify(finish(mutated.data, random)) ?? '')
      return mutated.how
    },
    read: (folder) => read(join(folder, file)),
  }
}

const model = async (): Promise<Kind> => {
  const samples = (await sampleModels()).map((sample) => () => sample)
  const crafted = { ...craftedWeights, ...craftedGraphs }
  return {
    ...modelFiles({ crafted, samples, shares: { weights: 0.15, bytes: 0.2 } }),
    async read(folder) {
      const before = tf.memory().numBytes
      const loaded = await loadLayersModel(join(folder, 'model.json')).catch((error: unknown) => {
        // Optimizers keep a number or two that tf.js gives nobody to dispose of.
        const left = tf.memory().numBytes - before
        if (left > 16) throw new Error(`tensors of ${left} bytes are left behind`, { cause: error })
        throw error
      })
      try {
        fingerprint(loaded)
        readNetwork(loaded)
        return 'valid'
      } finally {
        loaded.dispose()
      }
    },
  }
}

const counterexamples = texts('counterexamples')
const counterexample = (): Record<string, unknown> =>
  JSON.parse(counterexamples[0]!.toString()) as Record<string, unknown>
const withInputs = (...inputs: object[]) => ({
  ...counterexample(),
  inputs: inputs.map((one, i) => ({ name: `${i}`, domain: 'any', ...one })),
})
const craftedCounterexamples = {
  'an input of 2^27 numbers in a few bytes': () =>
    withInputs({ shape: [2 ** 27], values: [[2 ** 27, 0]], bits: `00000000*${2 ** 27}` }),
  'twenty inputs of 2^24 numbers': () =>
    withInputs(
      ...Array.from({ length: 20 }, () => ({ shape: [2 ** 24], values: [[2 ** 24, 0]], bits: `00000000*${2 ** 24}` })),
    ),
  'an input whose size overflows': () => withInputs({ shape: [2 ** 32, 2 ** 32, 2 ** 32], values: [], bits: '' }),
  'runs without end': () =>
    withInputs({ shape: [1], values: Array.from({ length: 100_000 }, () => [0, 1]), bits: '00000000' }),
  'letters of 10 MB': () => withInputs({ shape: [60, 4], letters: '0'.repeat(1e7) }),
  'an id with a path': () => ({ ...counterexample(), id: '../../../x' }),
  'inputs of one name': () => ({
    ...counterexample(),
    inputs: Array.from({ length: 2 }, () => (counterexample()['inputs'] as unknown[])[0]),
  }),
  'as it should be': counterexample,
}

const verdicts = [
  someVerdict(),
  refutedVerdict(),
  someVerdict({ claim: 'another', status: 'survived', warnings: ['a'], parts: { wide: 1 } }),
]
const baseline = JSON.parse(printJson({ format: 1, claims: baselineOf(verdicts) })) as { claims: unknown[] }

const csvGood = readFileSync(fixture('splice/splice-junctions.csv')).subarray(0, 4000)
const rows = csvGood.subarray(0, csvGood.lastIndexOf(10) + 1)
const craftedCsv: Readonly<Record<string, string>> = {
  'a header only': 'class,sequence\n',
  'a line of 20 MB': `class,sequence\n${'A'.repeat(2e7)}\n`,
  'a million commas': `class,sequence\n${','.repeat(1e6)}\n`,
  'a class named __proto__': `class,sequence\n__proto__,${'A'.repeat(60)}\n`,
  'control characters': `class,sequence\nei,\u001b[2J${'A'.repeat(56)}\n`,
  'thirty thousand rows': `class,sequence\n${`ei,${'A'.repeat(60)}\n`.repeat(30_000)}`,
}
const csv = (): Kind => {
  const listed = [...Object.keys(anyFile), ...Object.keys(craftedCsv)]
  return {
    listed: listed.length,
    make(folder, n, random) {
      const path = join(folder, 'rows.csv')
      const name = listed[n]
      if (name !== undefined) {
        if (anyFile[name]) anyFile[name](path)
        else writeFileSync(path, craftedCsv[name]!)
        return name
      }
      const { how, bytes } = mutateBytes(rows, random)
      writeFileSync(path, bytes)
      return how
    },
    read(folder) {
      readSplice(join(folder, 'rows.csv'))
      return 'valid'
    },
  }
}

const onnx = (): Kind => {
  const samples = sampleOnnx()
  const crafted = Object.keys(craftedOnnx)
  return {
    listed: crafted.length,
    make(folder, n, random) {
      const path = join(folder, 'model.onnx')
      const name = crafted[n]
      if (name !== undefined) {
        writeFileSync(path, craftedOnnx[name]!())
        return name
      }
      const { how, bytes } = mutateOnnx(pick(random, samples), random)
      writeFileSync(path, bytes)
      return how
    },
    read(folder) {
      const { network } = readOnnx(readFileSync(join(folder, 'model.onnx')), { folder })
      // What is read must be a network, all indices included.
      if (network.operations.every(({ size }) => size < 2 ** 16)) unpackNetwork(packNetwork(network))
      return 'valid'
    },
  }
}

/** Seals most certificates again: a digest that does not fit is all that the others would be rejected for. */
const seal = (data: unknown, random: Random): unknown =>
  random() < 0.85 && typeof data === 'object' && data !== null ? sealed(data as Record<string, unknown>) : data

/** Steps that a certificate may take here: seconds. */
const STEPS = 2 ** 30

/** Every kind of file that is read, by name. */
export const kinds: Readonly<Record<string, () => Promise<Kind> | Kind>> = {
  model,
  certificate: () =>
    jsonKind(
      'claim.proof.json',
      soundCertificates.map((one) => Buffer.from(JSON.stringify(one))),
      craftedCertificates,
      async (path) => {
        const result = checkProof(await readCertificate(path), { figures: figureOn, steps: STEPS })
        if (!result.accepted && result.reason.length > 2000) throw new Error('a reason without end')
        return result.accepted ? 'valid' : 'rejected'
      },
      seal,
    ),
  counterexample: () =>
    jsonKind('a1f55e4d6b37.json', counterexamples, craftedCounterexamples, async (path) => {
      const { counterexamples: found, warnings } = await readCorpus(join(path, '..'))
      if (found.length + warnings.length > 1) throw new Error('a file is read twice')
      await readCounterexample(path)
      return 'valid'
    }),
  baseline: () =>
    jsonKind(
      'baseline.json',
      [Buffer.from(JSON.stringify(baseline))],
      {
        'claims of one name': () => ({ ...baseline, claims: [...baseline.claims, ...baseline.claims] }),
        'as it should be': () => baseline,
      },
      async (path) => ((await readBaseline(path)) === undefined ? 'none' : 'valid'),
    ),
  verdicts: () =>
    jsonKind(
      'verdicts.json',
      [Buffer.from(toJson({ verdicts }))],
      { 'as it should be': () => JSON.parse(toJson({ verdicts })) as unknown },
      async (path) => {
        // Whoever calls reads the file.
        const bytes = await readBytes(path, 2 ** 28).catch(() => undefined)
        if (bytes === undefined) return 'not read'
        fromJson(bytes.toString('utf8'), path)
        return 'valid'
      },
    ),
  csv,
  table,
  command,
  onnx,
  vnnlib,
  keras,
  graph: graphFiles,
  saved: savedModels,
}
