import { expect, test } from 'vitest'
import type { OvershootError } from '../../../errors.ts'
import { evaluate } from '../../evaluate.ts'
import type { Network } from '../../network.ts'
import { uniform } from '../../../../test/network/random.ts'
import { readOnnx } from '../readOnnx.ts'
import { isNear, measure } from '../../../../test/network/onnx/rows/apart.ts'
import { randomBatch } from '../../../../test/network/onnx/rows/randomBatch.ts'

const numbers = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)

/** How many models: more with `ONNX_RUNS`. */
const count = 100 * Number(process.env['ONNX_RUNS'] ?? 4)

type Kind = 'apart' | 'alone' | 'refused' | 'stated'

/** Three rows as one case. The runtime takes slopes of a PRelu that the standard does not. */
function readStated(bytes: Uint8Array): Network | undefined {
  try {
    return readOnnx(bytes, { batch: 3 }).network
  } catch (error) {
    if ((error as OvershootError).code !== 'MODEL_INVALID') throw error
    return undefined
  }
}

/** Where a model belongs; a sentence where it was taken for something else. */
async function classified(seed: number): Promise<Kind | Error | undefined> {
  const { bytes, draft } = randomBatch(uniform(seed))
  const measured = await measure(bytes, draft, uniform(seed + 2 ** 20))
  if (measured === undefined) return undefined
  const fault = (what: string): Error => new Error(`seed ${seed}: ${what}: ${JSON.stringify(draft, numbers)}`)
  const { sizes, apart, first, three, rows } = measured
  try {
    const { network } = readOnnx(bytes)
    if (!apart) return fault('rows mix, and it is read as one')
    if (!isNear(evaluate(network, rows), first)) return fault('one row gives something else')
    return sizes.length > 0 ? 'apart' : 'alone'
  } catch (error) {
    if ((error as OvershootError).code !== 'BATCH_MIXED') return fault(String(error))
    if (three === undefined) return 'refused'
    const network = readStated(bytes)
    if (network === undefined) return 'refused'
    return isNear(evaluate(network, three.inputs), three.output) ? 'stated' : fault('three rows give something else')
  }
}

test('a model is read for one row only where ONNX Runtime computes each row of any batch as if it were alone; else as a batch', async () => {
  const kinds: (Kind | Error | undefined)[] = []
  for (let seed = 0; seed < count; seed++) kinds.push(await classified(seed))
  expect(kinds.filter((kind) => kind instanceof Error)).toEqual([])
  // Neither is everything refused, nor nothing.
  const share = (kind: Kind): number => kinds.filter((one) => one === kind).length / count
  expect(share('apart')).toBeGreaterThan(0.4)
  for (const kind of ['alone', 'refused', 'stated'] as const) expect(share(kind)).toBeGreaterThan(0.02)
})
