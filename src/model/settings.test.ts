import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import type { OvershootError } from '../errors.ts'
import { loadLayersModel } from './loadModel.ts'
import { everyLayer, settingsOf } from './settings.ts'
import { readTopology } from './topology.ts'

/** What Keras 2.15 computes for a layer with some settings: see fixtures/keras/settings.py. */
interface Case {
  readonly layer: string
  readonly settings: object
  readonly config: object
  readonly weights: readonly { name: string; shape: number[]; values: number[] }[]
  readonly inputs: readonly number[][]
  readonly rows: number
  readonly output: { readonly shape: readonly number[]; readonly values: readonly number[] }
}

let cases: readonly Case[]
beforeAll(async () => {
  cases = JSON.parse(await readFile(new URL('../../fixtures/keras/settings.json', import.meta.url), 'utf8')) as Case[]
})

const label = ({ layer, settings }: Case): string => `${layer} ${JSON.stringify(settings)}`

/** As the model's file would be. */
function handlerOf({ config, weights }: Case): tf.io.IOHandler {
  const weightSpecs = weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const }))
  const weightData = Float32Array.from(weights.flatMap(({ values }) => values)).buffer
  return { load: async () => ({ modelTopology: config, weightSpecs, weightData }) }
}

/** Does a model compute what Keras does? */
function isLikeKeras(model: tf.LayersModel, { inputs, rows, output }: Case): boolean {
  return tf.tidy(() => {
    const given = model.inputs.map(({ shape }, i) => tf.tensor(inputs[i]!, [rows, ...(shape.slice(1) as number[])]))
    const result = model.predictOnBatch(given.length === 1 ? given[0]! : given) as tf.Tensor
    if (JSON.stringify(result.shape) !== JSON.stringify(output.shape)) return false
    return result.dataSync().every((value, i) => Math.abs(value - output.values[i]!) <= 1e-4)
  })
}

/** Kernels that compute something else than their layer, whatever the file: of tf.js, not of its settings. */
const faulty: Readonly<Record<string, readonly string[]>> = {
  native: [],
  cpu: ['BatchNormalization {"axis":1}', 'BatchNormalization {"axis":2}', 'BatchNormalization {"axis":-2}'],
  wasm: [
    'BatchNormalization {"axis":1}',
    'BatchNormalization {"axis":2}',
    'BatchNormalization {"axis":-2}',
    'PReLU {"shared_axes":[2]}',
    ...[
      '',
      ',"strides":2',
      ',"padding":"same"',
      ',"padding":"same","strides":2',
      ',"data_format":"channels_first"',
    ].map((more) => `Conv3DTranspose {"filters":2,"kernel_size":2${more}}`),
    'MaxPooling3D {"pool_size":2,"padding":"same"}',
    'MaxPooling3D {"pool_size":2,"padding":"same","strides":1}',
    'MaxPooling3D {"pool_size":2,"strides":2,"padding":"same"}',
  ],
}

test.for(tfjsBackends)(
  'on %s, every file of Keras computes what Keras does, or is an error',
  async (name, { skip }) => {
    await startOrSkip(name, skip)
    const outcomes = new Map<string, string[]>()
    for (const one of cases) {
      const outcome = await outcomeOf(one)
      outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), label(one)])
    }
    expect(outcomes.get('unlike')?.filter((one) => !faulty[name]!.includes(one)) ?? []).toEqual([])
    expect(outcomes.get('alike')!.length).toBeGreaterThan(300)
    const others = new Set(['alike', 'unlike', 'no file that can be read', 'no settings that can be', 'cannot run'])
    expect([...outcomes.keys()].filter((outcome) => !others.has(outcome))).toEqual([])
  },
)

async function outcomeOf(one: Case): Promise<string> {
  let model: tf.LayersModel
  try {
    model = await loadLayersModel(handlerOf(one))
  } catch (error) {
    const { code } = error as OvershootError
    if (code === 'MODEL_UNREADABLE') return 'no file that can be read'
    return code === 'SETTING_UNSUPPORTED' ? 'no settings that can be' : String(error)
  }
  try {
    return isLikeKeras(model, one) ? 'alike' : 'unlike'
  } catch {
    return 'cannot run'
  } finally {
    model.dispose()
  }
}

test('no file is refused that tf.js computes as Keras does', async () => {
  await useBackend('cpu')
  const needless: string[] = []
  for (const one of cases) {
    const error = await loadLayersModel(handlerOf(one)).then(
      (model) => void model.dispose(),
      (reason: unknown) => reason as OvershootError,
    )
    if (error?.code !== 'SETTING_UNSUPPORTED') continue
    // As tf.js loads it by itself.
    try {
      const model = await tf.loadLayersModel(handlerOf(one))
      if (isLikeKeras(model, one)) needless.push(label(one))
    } catch {
      // It cannot.
    }
  }
  // Other numbers than float32; steps that are in another order and masked in the end; a branch without a mask that
  // happens to run first.
  expect(needless).toEqual([
    'Dense {"units":2,"dtype":"float64"}',
    'Masking {"row":"Bidirectional, LSTM"}',
    'Masking {"row":"another beside it"}',
  ])
})

test('every setting of every layer that Keras can write is known', () => {
  const unknown = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { className, config } = value as { className?: string; config?: object }
    const own = className === undefined ? undefined : settingsOf[className]
    if (own && config)
      for (const name of Object.keys(config))
        if (!(name in own) && !(name in everyLayer)) unknown.add(`${className}.${name}`)
    Object.values(value).forEach(visit)
  }
  for (const { config } of cases) visit(readTopology(config))
  expect([...unknown]).toEqual([])
})

test('what tf.js itself has saved means what tf.js does', async () => {
  await useBackend('cpu')
  const { layers } = tf
  const model = tf.sequential({
    layers: [
      layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear', inputShape: [3, 4, 2] }),
      layers.depthwiseConv2d({ kernelSize: 2, dilationRate: [2, 2] }),
      layers.reshape({ targetShape: [-1, 2] }),
      layers.masking(),
      layers.globalAveragePooling1d({}),
    ],
  })
  const saved = new Promise<tf.io.ModelArtifacts>((resolve) => {
    void model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        resolve(artifacts)
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
      }),
    )
  })
  const loaded = await loadLayersModel(tf.io.fromMemory(await saved))
  const x = tf.randomNormal([2, 3, 4, 2])
  expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync())
})

/** A model of one layer, as Keras writes it. */
const file = (className: string, settings: object, version = '2.15.0'): tf.io.IOHandler => {
  const config = { name: 'one', batch_input_shape: [null, 4, 2], ...settings }
  const topology = {
    keras_version: version,
    model_config: { class_name: 'Sequential', config: { name: 'm', layers: [{ class_name: className, config }] } },
  }
  return { load: async () => ({ modelTopology: topology, weightSpecs: [], weightData: new ArrayBuffer(0) }) }
}

test('a refusal names layer, setting and value as Keras spells them', async () => {
  await expect(loadLayersModel(file('GlobalMaxPooling1D', { data_format: 'channels_first' }))).rejects.toMatchObject({
    code: 'SETTING_UNSUPPORTED',
    message: expect.stringContaining(
      'the layer one (GlobalMaxPooling1D) has data_format = "channels_first", of which tf.js honours only channels_last',
    ) as string,
  })
  // One that only later versions write.
  await expect(loadLayersModel(file('LeakyReLU', { negative_slope: 0.1 }))).rejects.toThrow(
    'negative_slope = 0.1, of which tf.js knows no such setting',
  )
  // Another function since Keras 3, of the same name.
  await loadLayersModel(file('Activation', { activation: 'hard_sigmoid' }))
  await expect(loadLayersModel(file('Activation', { activation: 'hard_sigmoid' }, '3.4.1'))).rejects.toThrow(
    'hard_sigmoid',
  )
  // Nothing is known of the settings of a class that is not tf.js' own: it is not there.
  await expect(loadLayersModel(file('Mine', { anything: 1 }))).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' })
})
