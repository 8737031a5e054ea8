import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, box, claim, type Claim, within } from '../claim/index.ts'
import { verify } from '../verify.ts'

function affine(): tf.LayersModel {
  const weights = [tf.tensor2d([[1], [1]]), tf.tensor1d([0])]
  return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], weights })] })
}

/** What comes of a claim when the model or the backend changes at its first sign of life. */
async function meanwhile(subject: Claim, change: () => unknown): Promise<unknown> {
  let isFirst = true
  const onProgress = (): void => {
    if (isFirst) change()
    isFirst = false
  }
  return verify(subject, { corpus: false, onProgress })
}

const about = (model: tf.LayersModel, size: number): Claim =>
  claim('c', model, { inputs: box([2], -1, 1), holds: always(within(-size, size)) })

test('a verdict is of the weights that were read, or none', async () => {
  await useBackend('cpu')
  for (const size of [9, 1]) {
    const model = affine()
    // What holds of the old weights does not of the new ones, or the other way round.
    const change = (): void => model.setWeights([tf.tensor2d([[9.1 / size], [0]]), tf.tensor1d([0])])
    await expect(meanwhile(about(model, size), change)).rejects.toMatchObject({
      code: 'OUTPUT_UNSTABLE',
      message: expect.stringContaining("its model's weights changed") as string,
    })
    expect(await verify(about(model, 10), { corpus: false })).toMatchObject({ status: 'proved' })
  }
})

test('and of the backend that was in use, or none', async () => {
  await useBackend('cpu')
  await useBackend('wasm')
  const changed = meanwhile(about(affine(), 9), () => tf.setBackend('cpu'))
  await expect(changed).rejects.toMatchObject({ code: 'OUTPUT_UNSTABLE' })
  await useBackend('cpu')
  expect(await meanwhile(about(affine(), 9), () => undefined)).toMatchObject({ status: 'proved' })
})
