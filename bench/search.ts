import fc from 'fast-check'
import {
  above,
  always,
  below,
  box,
  claim,
  type Claim,
  convolutionalModel,
  interval,
  linearModel,
  oneHot,
  sometimes,
  tf,
  verify,
  wideDeepModel,
  within,
} from 'overshoot'
import { measure, type Row } from './measure.ts'

/** What the targets on search measure: everything in one run, as ratios to peers. */
export async function search(): Promise<Row[]> {
  return [...(await rates()), ...(await shrinking()), ...(await smallTargets()), ...(await memory())]
}

const sequence = oneHot(60, 4)
const dplus = interval(-25, 20)

function model(): ReturnType<typeof wideDeepModel> {
  const wide = linearModel({ inputShape: [1], name: 'dplus' })
  wide.setWeights([tf.tensor2d([[0.01]]), tf.tensor1d([0.1])])
  return wideDeepModel(wide, convolutionalModel({ inputShape: [60, 4], name: 'sequence', seed: 1 }))
}

/** Cases a second: the naive loop, the raw forward pass, and the search with generation and checking. */
async function rates(): Promise<Row[]> {
  const combined = model()
  const naive = await measure(async () => {
    const runs = 300
    await fc.assert(
      fc.asyncProperty(
        fc.float({ min: -25, max: 20, noNaN: true }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 }),
        async (score, letters) => {
          const output = tf.tidy(() => {
            const one = tf.oneHot(tf.tensor1d(letters, 'int32'), 4).toFloat().reshape([1, 60, 4])
            return (combined.predict([tf.tensor2d([[score]]), one]) as tf.Tensor).dataSync()[0]!
          })
          return output < 1e6
        },
      ),
      { numRuns: runs },
    )
    return runs
  })
  const batch = 4096
  const raw = await measure(async () => {
    const x = [tf.randomUniform([batch, 1]), tf.randomUniform([batch, 60, 4])]
    for (let i = 0; i < 20; i++) tf.tidy(() => (combined.predictOnBatch(x) as tf.Tensor).dataSync())
    tf.dispose(x)
    return 20 * batch
  })
  const never = claim('never', combined, { inputs: { dplus, sequence }, holds: sometimes(above(1e6)) })
  // Bounds decide it at once; this one only what comes after all cases are tried: the exact range over all strings.
  const open = claim('open', combined, { inputs: { dplus, sequence }, holds: always(within(-0.2, 1.1)) })
  await verify(never, { cases: 1000 })
  const cases = 40 * batch
  const ours = await measure(async () => (await verify(open, { cases, seconds: 60 })).cases)
  return [
    { what: 'fast-check and predict, one by one', value: naive, unit: 'cases/s' },
    { what: 'predictOnBatch at 4096, nothing else', value: raw, unit: 'rows/s' },
    { what: 'verify, generation and checking included', value: ours, unit: 'cases/s' },
    { what: 'verify / one by one', value: ours / naive, unit: 'x', target: '>= 200' },
    { what: 'verify / predictOnBatch', value: ours / raw, unit: 'x', target: '>= 0.5' },
  ]
}

/**
 * A failing input of 241 numbers, 240 of a box and dplus, that needs many of them: all but the most extreme output
 * seen.
 */
async function shrinking(): Promise<Row[]> {
  const combined = model()
  const inputs = { dplus: interval(-1, 1), sequence: box([60, 4], -1, 1) }
  const { observed } = await verify(claim('range', combined, { inputs, holds: always(within(-10, 10)) }))
  const bound = observed[0] + 0.98 * (observed[1] - observed[0])
  const failing = claim('shrink', combined, { inputs, holds: always(below(bound)) })
  let passes = 0
  const predict = combined.predictOnBatch.bind(combined)
  combined.predictOnBatch = (x) => {
    passes++
    return predict(x)
  }
  let searched = 0
  let shrinkStarted = 0
  const { counterexample, cases } = await verify(failing, {
    cases: 100_000,
    seconds: 60,
    onProgress: ({ phase }) => {
      if (phase !== 'shrink') return
      searched = passes
      shrinkStarted = performance.now()
    },
  })
  const seconds = (performance.now() - shrinkStarted) / 1000
  return [
    { what: 'shrinking 241 numbers: cases until the failure', value: cases, unit: 'cases' },
    {
      what: 'forward passes to shrink it, evaluation of the result included',
      value: passes - searched,
      unit: '',
      target: '<= 40',
    },
    { what: 'time to shrink it', value: seconds, unit: 's', target: '< 0.5' },
    { what: 'numbers left', value: counterexample?.distance ?? Number.NaN, unit: '' },
    { what: 'minimal', value: counterexample?.minimal === true ? 1 : 0, unit: '', target: '1' },
  ]
}

/** A network of relus: -sum |x_i - c_i|. */
function distanceTo(centre: readonly number[]): tf.LayersModel {
  const n = centre.length
  const kernel = tf.tidy(() => tf.concat([tf.eye(n), tf.neg(tf.eye(n))], 1))
  const bias = tf.tensor1d([...centre.map((c) => -c), ...centre])
  const net = tf.sequential({
    layers: [
      tf.layers.dense({ units: 2 * n, activation: 'relu', inputShape: [n] }),
      tf.layers.dense({ units: 1, useBias: false }),
    ],
  })
  net.setWeights([kernel, bias, tf.neg(tf.ones([2 * n, 1]))])
  return net
}

async function smallTargets(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [n, most] of [
    [10, 2],
    [100, 10],
  ] as const) {
    const times: number[] = []
    let found = 0
    for (let seed = 1; seed <= 20; seed++) {
      const centre = Array.from(tf.tidy(() => tf.randomUniform([n], 0, 1, 'float32', seed).dataSync()))
      const target: Claim = claim('target', distanceTo(centre), {
        inputs: box([n], 0, 1),
        holds: sometimes(above(-0.2)),
      })
      const started = performance.now()
      const verdict = await verify(target, { seed, seconds: 60 })
      times.push((performance.now() - started) / 1000)
      if (verdict.status === 'proved') found++
    }
    rows.push({ what: `small target in ${n} dimensions, found of 20 seeds`, value: found, unit: '', target: '20' })
    rows.push({
      what: `small target in ${n} dimensions, slowest`,
      value: Math.max(...times),
      unit: 's',
      target: `< ${most}`,
    })
  }
  return rows
}

/** Growth over ten million cases. */
async function memory(): Promise<Row[]> {
  // x y + x (-y), of which bounds see each product only: neither proved nor refuted, so that all cases are tried.
  const [x, y] = ['x', 'y'].map((name) => tf.input({ shape: [1], name })) as [tf.SymbolicTensor, tf.SymbolicTensor]
  const minus = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(y)
  const products = [y, minus].map((factor) => tf.layers.multiply().apply([x, factor as tf.SymbolicTensor]))
  const zero = tf.layers.add().apply(products as tf.SymbolicTensor[]) as tf.SymbolicTensor
  const inputs = { x: interval(-1, 1), y: interval(-1, 1) }
  const holds = always(within(-1e-6, 1e-6))
  const open = claim('open', tf.model({ inputs: [x, y], outputs: zero }), { inputs, holds })
  const cases = (count: number) => verify(open, { cases: count, regions: 1, seconds: 600 })
  await cases(1_000_000)
  const tensors = tf.memory().numTensors
  const before = process.memoryUsage().rss
  const verdict = await cases(10_000_000)
  return [
    { what: 'cases tried', value: verdict.cases, unit: '' },
    {
      what: 'rss growth over 10,000,000 cases',
      value: (process.memoryUsage().rss - before) / 2 ** 20,
      unit: 'MB',
      target: '< 50',
    },
    { what: 'tensors left behind', value: tf.memory().numTensors - tensors, unit: '', target: '0' },
  ]
}
