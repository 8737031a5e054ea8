/**
 * Measures how far the exponential within ONNX Runtime's Softmax is off, which is not that of its Exp, by trying all
 * float32 inputs up to 0, and adds that to `fixtures/activations/exp-onnxruntime.json`:
 *
 *   npx jiti bench/activationsSoftmax.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { runOperator } from '../src/backend/onnxruntime/runOperator.ts'
import { tf } from '../src/backend/tf.ts'
import { useBackend } from '../src/backend/useBackend.ts'
import { type MeasuredKernel, measuredKernels } from '../src/functions/errors/measuredKernels.ts'
import type { Findings } from './activationsFindings.ts'
import { scan, scanSample } from './activationsScan.ts'
import { plain, text } from './activationsText.ts'

const file = 'fixtures/activations/exp-onnxruntime.json'
/** Numbers of a run, the zero at its head included. */
const LONG = 64

/**
 * Beside a zero, the largest, every result is a share of the zero's: their quotient is the exponential, but for three
 * roundings, which count as its own.
 */
function exponentials(x: tf.Tensor): tf.Tensor {
  const values = x.dataSync() as Float32Array
  const group = Math.min(LONG, values.length + 1) - 1
  const runs = Math.ceil(values.length / group)
  const given = new Float32Array(runs * (group + 1))
  for (let run = 0; run < runs; run++) given.set(values.subarray(run * group, (run + 1) * group), run * (group + 1) + 1)
  const shares = runOperator([tf.tensor2d(given, [runs, group + 1])], {
    operator: 'Softmax',
    attributes: { axis: -1n },
  }).dataSync()
  const results = values.map((_, i) => {
    const head = Math.floor(i / group) * (group + 1)
    return shares[head + 1 + (i % group)]! / shares[head]!
  })
  return tf.tensor1d(results)
}

await useBackend('onnxruntime')
const kernel: MeasuredKernel = { ...measuredKernels.exp, compute: (x) => tf.tidy(() => exponentials(x)) }
const [first, infinity] = [2 ** 31, 2 ** 31 + 0x7f800000]
const long: Findings[] = []
const short: Findings[] = []
for (let from = first; from <= infinity; from += 2 ** 23) {
  const span = { first: from, last: Math.min(infinity, from + 2 ** 23 - 1) }
  long.push(scan(kernel, span))
  short.push(scanSample(kernel, span, 2000, true))
}
const measured = JSON.parse(readFileSync(file, 'utf8')) as object
writeFileSync(
  file,
  text({
    ...measured,
    inSoftmax: plain({ findings: long, thresholds: [] }, true),
    inShortSoftmax: plain({ findings: short, thresholds: [] }, false),
  }),
)
