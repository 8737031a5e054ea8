import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { integer, noise, uniform } from '../../../test/network/random.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { randomProblem, randomRegion } from '../../../test/proof/bounds.ts'

const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 40)

// What proofs by computing all inputs rest on, and say that they do.
test.for(['wasm', 'cpu'] as const)('%s computes a row to the same bits in every batch', async (backend) => {
  await useBackend(backend)
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const { model, network, dispose } = randomProblem(random)
      const { rows } = randomRegion(random, network, 33)
      const bits = (batch: number): Int32Array[] =>
        // NaN is NaN, whatever its sign.
        predictRows(model, rows, batch).map(
          (row) => new Int32Array(row.map((one) => (Number.isNaN(one) ? NaN : one)).buffer),
        )
      const alone = bits(1)
      expect(bits(rows.length)).toEqual(alone)
      expect(bits(integer(random, 2, 17))).toEqual(alone)
      dispose()
    }),
    { numRuns },
  )
})

// Kernels cut sums of many terms into blocks, and of one row perhaps into others.
test.for(['wasm', 'cpu'] as const)('%s adds up many terms alike in every batch', async (backend) => {
  await useBackend(backend)
  const random = uniform(1)
  for (const layer of [
    tf.layers.dense({ units: 3, inputShape: [301] }),
    tf.layers.dense({ units: 3, inputShape: [2, 130] }),
    tf.layers.conv1d({ filters: 3, kernelSize: 7, inputShape: [8, 40] }),
    tf.layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [3, 3, 130] }),
    tf.layers.depthwiseConv2d({ kernelSize: 9, inputShape: [9, 10, 3] }),
    tf.layers.globalAveragePooling1d({ inputShape: [301, 2] }),
    tf.layers.activation({ activation: 'softmax', inputShape: [131] }),
  ]) {
    const model = tf.sequential({ layers: [layer] })
    const size = layer.batchInputShape!.slice(1).reduce((product: number, one) => product * one!, 1)
    const rows = Array.from({ length: 9 }, () => [Float32Array.from({ length: size }, () => noise(random, 1))])
    expect(predictRows(model, rows, 9)).toEqual(predictRows(model, rows, 1))
    model.dispose()
  }
})
