import { expect, test } from 'vitest'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { tfjsBackends } from '../../backend/name.ts'
import { tf } from '../../backend/tf.ts'
import { intervalBounds } from '../../proof/intervalBounds.ts'
import { readNetwork } from '../readNetwork.ts'

test.for(tfjsBackends)(
  'the largest of negative numbers in a volume lies within its bounds on %s',
  async (name, { skip }) => {
    await startOrSkip(name, skip)
    const pooling = tf.layers.maxPooling3d({ inputShape: [2, 3, 2, 1], poolSize: [1, 2, 2], strides: [1, 1, 1] })
    const model = tf.sequential({ layers: [pooling] })
    const x = Float32Array.from({ length: 12 }, (_, i) => -1 - i / 8)
    const { lo, hi } = intervalBounds(readNetwork(model), { boxes: [{ lo: x, hi: x }], phases: [] }, name)
    for (const [i, y] of predictRows(model, [[x]], 1)[0]!.entries()) {
      expect(y).toBeGreaterThanOrEqual(lo[i]!)
      expect(y).toBeLessThanOrEqual(hi[i]!)
    }
    // wasm's kernel gives the least positive number there.
    expect(lo[0]).toBe(name === 'wasm' ? -Infinity : -1)
    model.dispose()
  },
)

test.for(tfjsBackends)(
  'volumes of which padded windows leave out planes lie within their bounds on %s',
  async (name, { skip }) => {
    await startOrSkip(name, skip)
    for (const layer of [tf.layers.averagePooling3d, tf.layers.maxPooling3d] as const) {
      const pooling = layer({ inputShape: [1, 4, 2, 1], poolSize: [3, 1, 1], strides: [1, 3, 3], padding: 'same' })
      const model = tf.sequential({ layers: [pooling] })
      const x = Float32Array.from({ length: 8 }, (_, i) => 1 + i)
      const { lo, hi } = intervalBounds(readNetwork(model), { boxes: [{ lo: x, hi: x }], phases: [] }, name)
      for (const [i, y] of predictRows(model, [[x]], 1)[0]!.entries()) {
        expect(y).toBeGreaterThanOrEqual(lo[i]!)
        expect(y).toBeLessThanOrEqual(hi[i]!)
      }
      expect(Number.isFinite(lo[0])).toBe(name === 'native')
      model.dispose()
    }
  },
)
