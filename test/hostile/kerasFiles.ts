import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { loadLayersModel } from '../../src/model/loadModel.ts'
import { readNetwork } from '../../src/network/readNetwork.ts'
import { kerasFile, repack } from '../model/kerasFiles.ts'
import { pick } from '../network/random.ts'
import { anyFile, type Kind, type Random } from './kind.ts'
import { mutateBytes, mutateData } from './mutate.ts'

const zips = [
  'wide-and-deep-as-in-the-question-keras-2.keras',
  'nested-keras-2.keras',
  'nested-twice-with-layers-that-are-frozen-keras-3.keras',
  'recurrent-keras-3.keras',
].map(kerasFile)
const trees = ['recurrent-keras-2.h5', 'functional-with-two-inputs-and-two-outputs-keras-3.h5'].map(kerasFile)

const [zip] = zips as [Buffer]
const withFiles = (files: Record<string, Uint8Array>): Uint8Array =>
  repack(zip, { files: (all) => ({ ...all, ...files }) })
const withConfig = (config: unknown): Uint8Array => repack(zip, { config: () => config })
const nestedModels = (depth: number): unknown => {
  let model: object = { class_name: 'Dense', config: { name: 'd', units: 1 } }
  for (let k = 0; k < depth; k++) model = { class_name: 'Sequential', config: { name: `m${k}`, layers: [model] } }
  return model
}
/** A size that a zip states of its first file, in both places, whatever it holds. */
const stating = (bytes: Uint8Array, size: number): Uint8Array => {
  const copy = Buffer.from(bytes)
  copy.writeUInt32LE(size, copy.indexOf('PK\u0003\u0004') + 22)
  copy.writeUInt32LE(size, copy.indexOf('PK\u0001\u0002') + 24)
  return copy
}

/** What somebody thought of, by the name of its file. */
const crafted: Readonly<Record<string, readonly [file: string, make: () => Uint8Array]>> = {
  'as it should be': ['model.keras', () => zip],
  'an HDF5 file that is named a zip': ['model.keras', () => trees[0]!],
  'a zip that is named HDF5': ['model.h5', () => zip],
  'a zip of nothing': ['model.keras', () => zipSync({})],
  'a configuration of 200 MB, packed': [
    'model.keras',
    () => zipSync({ ...unzipSync(zip), 'config.json': [Buffer.alloc(2e8, 0x20), { level: 9 }] }),
  ],
  'a configuration that states few bytes': [
    'model.keras',
    () => stating(zipSync({ 'config.json': [Buffer.alloc(1e7, 0x20), { level: 9 }] }), 10),
  ],
  'weights that state 4 GB': [
    'model.keras',
    () => stating(zipSync({ 'model.weights.h5': Buffer.alloc(10) }), 2 ** 32 - 2),
  ],
  '20,000 files': [
    'model.keras',
    () =>
      zipSync(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${i}`, Buffer.alloc(0)])), { level: 0 }),
  ],
  'files in other folders': ['model.keras', () => withFiles({ '../../outside/secret.bin': Buffer.from('x') })],
  'models nested 150 deep': ['model.keras', () => withConfig(nestedModels(60))],
  'a configuration that is null': ['model.keras', () => withConfig(null)],
  'a configuration of prototypes': [
    'model.keras',
    () =>
      withFiles({
        'config.json': Buffer.from(
          '{"__proto__":{"polluted":1},"class_name":"Sequential","config":{"__proto__":{"polluted":1}}}',
        ),
      }),
  ],
  'a linear model of 10^12 weights': [
    'model.keras',
    () =>
      withConfig({
        module: 'keras.experimental',
        class_name: 'LinearModel',
        config: { name: 'l', units: 1e6, use_bias: true, activation: 'linear' },
        build_config: { input_shape: [null, 1e6] },
      }),
  ],
  'weights that are another file': ['model.keras', () => withFiles({ 'model.weights.h5': zip })],
  'weights that are a whole model': ['model.keras', () => withFiles({ 'model.weights.h5': trees[0]! })],
}

/** Files as Keras saves them. */
export function keras(): Kind {
  const files = Object.keys(anyFile)
  const listed = [...files.flatMap((name) => [`${name}, .keras`, `${name}, .h5`]), ...Object.keys(crafted)]
  let path = ''
  return {
    listed: listed.length,
    make(folder, n, random) {
      const name = listed[n]
      const [file, ending] = name?.split(/, (?=\.)/) ?? []
      if (file !== undefined && ending !== undefined) {
        path = join(folder, `model${ending}`)
        anyFile[file]!(path)
        return name!
      }
      const [at, bytes, how] = name === undefined ? spoilt(random) : [crafted[name]![0], crafted[name]![1](), name]
      path = join(folder, at)
      if (at === 'unpacked') {
        mkdirSync(path)
        for (const [one, content] of Object.entries(unzipSync(bytes))) writeFileSync(join(path, one), content)
      } else writeFileSync(path, bytes)
      return how
    },
    async read() {
      const model = await loadLayersModel(path)
      try {
        readNetwork(model)
        return 'valid'
      } finally {
        for (const weight of model.weights) weight.dispose()
      }
    },
  }
}

/** The zip's own bytes, which its checksums watch, its configuration, its weights, or a whole HDF5 file. */
function spoilt(random: Random): [file: string, bytes: Uint8Array, how: string] {
  const which = random()
  const file = random() < 0.1 ? 'unpacked' : 'model.keras'
  if (which < 0.1) {
    const { how, bytes } = mutateBytes(pick(random, zips), random)
    return ['model.keras', bytes, `zip ${how}`]
  }
  if (which < 0.5) {
    let said = ''
    const config = (data: unknown): unknown => {
      const { how, data: other } = mutateData(data, random)
      said = how
      return other
    }
    const bytes = repack(pick(random, zips), { config })
    return [file, bytes, `configuration ${said}`]
  }
  if (which < 0.75) {
    let said = ''
    const bytes = repack(pick(random, zips), {
      files: (all) => {
        const { how, bytes: other } = mutateBytes(Buffer.from(all['model.weights.h5']!), random)
        said = how
        return { ...all, 'model.weights.h5': other }
      },
    })
    return [file, bytes, `weights ${said}`]
  }
  const { how, bytes } = mutateBytes(pick(random, trees), random)
  return ['model.h5', bytes, `HDF5 ${how}`]
}
