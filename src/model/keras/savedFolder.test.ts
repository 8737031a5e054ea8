import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { distanceFromKeras, readKerasCase } from '../../../fixtures/keras/kerasCase.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { loadLayersModel } from '../loadModel.ts'
import { WideDeepModel } from '../wideDeepModel.ts'

const files = fileURLToPath(new URL('../../../fixtures/keras/files/', import.meta.url))
const [wide, nested] = ['wide-and-deep-on-one-input-keras-2', 'nested-sequential-in-sequential-keras-2']
const sandbox = temporaryFolder()
const [folder, metadata] = [join(sandbox, 'model'), join(sandbox, 'model', 'keras_metadata.pb')]
const ownMetadata = readFileSync(join(files, `${nested}.tf`, 'keras_metadata.pb'))

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  cpSync(join(files, `${nested}.tf`), folder, { recursive: true })
})

test('a wide & deep model comes as one, with its parts', async () => {
  const model = await loadLayersModel(join(files, `${wide}.tf`))
  expect(model).toBeInstanceOf(WideDeepModel)
  expect(model.inputNames).toHaveLength(1)
  model.dispose()
})

test('its graph’s file names it, too', async () => {
  const model = await loadLayersModel(join(folder, 'saved_model.pb'))
  expect(distanceFromKeras(model, readKerasCase(join(files, `${nested}.json`)))).toBeLessThan(1e-5)
  model.dispose()
})

test('a byte of what says what layers are that is another: an error, or a model of the weights there', async () => {
  const before = tf.memory().numTensors
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const spoilt = Buffer.from(ownMetadata)
      spoilt[at % spoilt.length]! ^= change
      writeFileSync(metadata, spoilt)
      expect(['read', 'MODEL_UNREADABLE', 'SETTING_UNSUPPORTED']).toContain(await outcome())
      expect(tf.memory().numTensors).toBe(before)
    }),
    { numRuns: 200 },
  )
})

/** Read and let go, or the code of an error. */
async function outcome(): Promise<string | undefined> {
  try {
    const model = await loadLayersModel(folder)
    for (const weight of model.weights) weight.dispose()
    return 'read'
  } catch (error) {
    return (error as { code?: string }).code
  }
}

const variables = join(folder, 'variables')
test.each<[string, () => void, string]>([
  ['its variables are missing', () => rmSync(variables, { recursive: true }), 'its variables.index: ENOENT'],
  [
    'its numbers are missing',
    () => rmSync(join(variables, 'variables.data-00000-of-00001')),
    'its variables.data-00000-of-00001: ENOENT',
  ],
  ['its list of numbers is empty', () => writeFileSync(join(variables, 'variables.index'), ''), 'it was cut off'],
  ['nothing says what layers are', () => rmSync(metadata), 'loadModel reads it'],
  ['it says nothing of layers', () => writeFileSync(metadata, ''), 'loadModel reads it'],
  [
    'a layer has another name than in the model',
    () => writeFileSync(metadata, Buffer.from(ownMetadata.toString('latin1').replace('"dense"', '"dens_"'), 'latin1')),
    'are missing',
  ],
  [
    'variables are those of another model',
    () => cpSync(join(files, `${wide}.tf`, 'variables'), variables, { recursive: true, force: true }),
    'are missing',
  ],
])('%s: an error that says so', async (_name, spoil, why) => {
  spoil()
  await expect(loadLayersModel(folder)).rejects.toMatchObject({
    code: 'MODEL_UNREADABLE',
    message: expect.stringContaining(why) as string,
  })
})
