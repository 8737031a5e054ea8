import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backendNames } from '../backend/name.ts'
import { startOrSkip } from '../backend/startOrSkip.laws.ts'
import { useBackend } from '../backend/useBackend.ts'
import { pick, predictRows, randomModel, uniform } from '../network/randomModel.laws.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { escapes, randomBox, scaleOf } from './bounds.laws.ts'
import { runFloat32, styles } from './float32.laws.ts'
import { intervalBounds } from './intervalBounds.ts'

/** More than a test run needs: OVERSHOOT_SOUNDNESS_RUNS=1000 npx vitest run src/proof/soundness */
const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 15)

test.for(backendNames)('no output of %s leaves its bounds, at any batch size', async (backend, { skip }) => {
  await startOrSkip(backend, skip)
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = uniform(seed)
      const model = randomModel(random, scaleOf(random))
      const network = readNetwork(model)
      for (let i = 0; i < 3; i++) {
        const { boxes, rows } = randomBox(random, network)
        const bounds = intervalBounds(network, boxes, backend)
        const outputs = [1, 3, rows.length].flatMap((batch) => predictRows(model, rows, batch))
        expect(outputs.map((output) => escapes(bounds, output)).find((escape) => escape !== undefined)).toBeUndefined()
      }
      model.dispose()
    }),
    { numRuns },
  )
})

test('no float32 computation leaves the bounds: any order, fused or not, flushed or not, any mean', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const model = randomModel(random, scaleOf(random))
      const network = readNetwork(model)
      const { boxes, rows } = randomBox(random, network)
      const bounds = intervalBounds(network, boxes, 'cpu')
      for (const row of rows) {
        const found = styles.map((style) => escapes(bounds, runFloat32(network, row, style)))
        expect(found.find((escape) => escape !== undefined)).toBeUndefined()
      }
      model.dispose()
    }),
    { numRuns },
  )
})

test('bounds of a part of a box lie within those of the box', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const model = randomModel(random, scaleOf(random))
      const network = readNetwork(model)
      const { boxes, rows } = randomBox(random, network)
      const [a, b] = [pick(random, rows), pick(random, rows)]
      const part = boxes.map((_, i) => ({
        lo: a[i]!.map((value, k) => Math.min(value, b[i]![k]!)),
        hi: a[i]!.map((value, k) => Math.max(value, b[i]![k]!)),
      }))
      const whole = intervalBounds(network, boxes, 'native')
      const inner = intervalBounds(network, part, 'native')
      for (let i = 0; i < whole.lo.length; i++) {
        expect(inner.lo[i]).toBeGreaterThanOrEqual(whole.lo[i]!)
        expect(inner.hi[i]).toBeLessThanOrEqual(whole.hi[i]!)
      }
      expect(whole.nan || !inner.nan).toBe(true)
      model.dispose()
    }),
    { numRuns: 4 * numRuns },
  )
})
