import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { tf } from '../../backend/tf.ts'
import { FLOAT32_MAX, nextDown32, nextUp32 } from '../../numeric/float32.ts'
import { valueMargin } from '../elementwiseFunction.ts'
import { elementwiseFunctions, type ElementwiseName } from '../index.ts'
import { checkFunctions } from './checkFunctions.ts'
import { restsOn, type FunctionName } from './restsOn.ts'
import { exponentialError } from './elementwiseError.ts'

const parameters: Partial<Record<ElementwiseName, number>> = { clippedRelu: 6, hardTanh: 1, leakyRelu: 0.3, elu: 1 }

/** A function that no layer of tf.js has. */
class ByKernel extends tf.layers.Layer {
  static readonly className = 'ByKernel'
  readonly kernel: ElementwiseName

  constructor(kernel: ElementwiseName) {
    super({})
    this.kernel = kernel
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const parameter = Float64Array.of(parameters[this.kernel] ?? 0)
    return elementwiseFunctions[this.kernel].kernel([inputs].flat()[0]! as tf.Tensor2D, parameter, tf)
  }
}

/** Every function as the layers of tf.js that have it compute it. */
const layers: Record<ElementwiseName, () => tf.layers.Layer[]> = {
  relu: () => [tf.layers.reLU(), tf.layers.activation({ activation: 'relu' })],
  clippedRelu: () => [tf.layers.reLU({ maxValue: 6 }), tf.layers.activation({ activation: 'relu6' })],
  leakyRelu: () => [
    tf.layers.leakyReLU({ alpha: 0.3 }),
    tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.3 }), inputShape: [1] }),
  ],
  hardSigmoid: () => withActivation('hardSigmoid'),
  hardTanh: () => [new ByKernel('hardTanh')],
  sigmoid: () => withActivation('sigmoid'),
  tanh: () => withActivation('tanh'),
  softplus: () => withActivation('softplus'),
  softsign: () => withActivation('softsign'),
  elu: () => [tf.layers.elu(), ...withActivation('elu')],
  selu: () => withActivation('selu'),
  swish: () => withActivation('swish'),
  gelu: () => withActivation('gelu' as 'relu'),
  geluTanh: () => withActivation('gelu_new' as 'relu'),
  mish: () => withActivation('mish'),
  exp: () => [new ByKernel('exp')],
  log: () => [new ByKernel('log')],
  sqrt: () => [new ByKernel('sqrt')],
  erf: () => [new ByKernel('erf')],
  sin: () => [new ByKernel('sin')],
  cos: () => [new ByKernel('cos')],
}
const names = Object.keys(layers) as ElementwiseName[]

/** Alone, and on the numbers of a layer that leaves all but subnormal ones as they are. */
function withActivation(activation: 'relu'): tf.layers.Layer[]
function withActivation(activation: string): tf.layers.Layer[]
function withActivation(activation: string): tf.layers.Layer[] {
  const name = activation as 'relu'
  return [
    tf.layers.activation({ activation: name }),
    tf.layers.dense({ units: 1, activation: name, useBias: false, kernelInitializer: 'ones', inputShape: [1] }),
  ]
}

/** Floats of all sizes, and of those at which functions bend; the last few are in the tail of a tensor. */
function sample(): Float32Array {
  const patterns = new Uint32Array(4001)
  for (let i = 0; i < patterns.length; i++) patterns[i] = Math.floor(((i + 0.5) * 2 ** 32) / patterns.length)
  const bent = Float32Array.from({ length: 8000 }, (_, i) => (i / 8000 - 0.5) * 220)
  const close = Float32Array.from({ length: 8000 }, (_, i) => (i / 8000 - 0.5) * 12)
  return Float32Array.of(...new Float32Array(patterns.buffer).filter((x) => !Number.isNaN(x)), ...bent, ...close)
}

describe.for(tfjsBackends)('%s', (backend) => {
  test.for(names)('%s is as near as is said, over intervals of any size', async (name, { skip }) => {
    await startOrSkip(backend, skip)
    const x = sample().toSorted()
    const parameter = parameters[name] ?? 0
    const exact = Array.from(x, (at) => elementwiseFunctions[name].value(at, parameter))
    const outputs = layers[name]().map((layer) =>
      tf.tidy(() => (layer.apply(tf.tensor2d(x, [x.length, 1])) as tf.Tensor).dataSync()),
    )
    const index = fc.integer({ min: 0, max: x.length - 1 })
    fc.assert(
      fc.property(index, fc.oneof(fc.nat(100), index), fc.boolean(), (from, length, isPoint) => {
        const to = isPoint ? from : Math.min(from + length, x.length - 1)
        const error = elementwiseFunctions[name].error(parameter, backend, x[from]!, x[to]!)
        const step = Math.max(1, Math.floor((to - from) / 50))
        const strays: object[] = []
        for (let i = from; i <= to; i += step)
          for (const output of outputs) {
            const y = output[i]!
            const own = valueMargin * (Math.abs(exact[i]!) + (name.startsWith('gelu') ? Math.abs(x[i]!) : 0))
            const isNear =
              y === exact[i] || Math.abs(y - exact[i]!) <= error.relative * Math.abs(exact[i]!) + error.absolute + own
            const isIn = isNear && y >= error.min && y <= error.max
            if (!isIn && !(Number.isNaN(y) && error.nan)) strays.push({ x: x[i], y, exact: exact[i], error })
          }
        expect(strays).toEqual([])
      }),
      { numRuns: 150 },
    )
    tf.disposeVariables()
  })

  test('the check finds nothing where the measurements were made, and remembers', async ({ skip }) => {
    await startOrSkip(backend, skip)
    const all: FunctionName[] = [...names]
    const before = tf.memory().numTensors
    expect(checkFunctions(backend, all)).toEqual([])
    expect(checkFunctions(backend, all)).toEqual([])
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('no error is larger than it was ever found to be, nearly', () => {
  for (const backend of tfjsBackends)
    for (const name of names) {
      const from = name === 'log' || name === 'sqrt' ? 0.25 : -6
      const { relative, absolute } = elementwiseFunctions[name].error(parameters[name] ?? 0, backend, from, 6)
      expect({ name, backend, relative: Math.max(relative, 1.3e-6) }).toEqual({ name, backend, relative: 1.3e-6 })
      expect({ name, backend, absolute: Math.max(absolute, 4e-6) }).toEqual({ name, backend, absolute: 4e-6 })
    }
})

describe('limits', () => {
  const reach = (name: ElementwiseName, backend: BackendName, lo: number, hi: number): [number, number] => {
    const { min, max } = elementwiseFunctions[name].error(parameters[name] ?? 0, backend, lo, hi)
    return [min, max]
  }

  test('sigmoid stays below 1 and above 0 up to the inputs where it first does not', () => {
    const one = Math.fround(16.635532)
    const zero = Math.fround(-87.33655)
    const native = reach('sigmoid', 'native', nextUp32(zero), nextDown32(one))
    expect(native[0]).toBeGreaterThan(0)
    expect(native[1]).toBeLessThan(1)
    expect(reach('sigmoid', 'native', zero, one)).toEqual([0, 1])
    expect(reach('sigmoid', 'native', -Infinity, zero)).toEqual([0, 0])
    expect(reach('sigmoid', 'native', 17.33, Infinity)).toEqual([1, 1])
    for (const backend of ['wasm', 'cpu'] as const) {
      expect(reach('sigmoid', backend, -87, 17.328)[0]).toBeGreaterThan(0)
      expect(reach('sigmoid', backend, -87, 17.328)[1]).toBeLessThan(1)
      expect(reach('sigmoid', backend, -104, 17.33)).toEqual([0, 1])
    }
  })

  test('tanh stays off 1 up to 7.9 and is 1 from 20 on, and signs are kept', () => {
    for (const backend of tfjsBackends) {
      expect(reach('tanh', backend, -7.9, 7.9)[0]).toBeGreaterThan(-1)
      expect(reach('tanh', backend, -7.9, 7.9)[1]).toBeLessThan(1)
      expect(reach('tanh', backend, 20, Infinity)).toEqual([1, 1])
      expect(reach('tanh', backend, 0, 1)[0]).toBe(0)
      expect(reach('elu', backend, -3, -1)[1]).toBeLessThanOrEqual(0)
      expect(reach('softplus', backend, -80, 5)[0]).toBeGreaterThan(0)
    }
  })
})

describe('where arithmetic ends', () => {
  test('what overflows on the way has no error that is finite, and what lies below is not lost', () => {
    const unbounded = { absolute: Infinity, nan: false }
    expect(elementwiseFunctions.geluTanh.error(0, 'native', 0, FLOAT32_MAX)).toMatchObject({ ...unbounded, min: 0 })
    expect(elementwiseFunctions.geluTanh.error(0, 'native', -FLOAT32_MAX, 1e38).absolute).toBeLessThan(1e-5)
    expect(elementwiseFunctions.selu.error(0, 'cpu', -1, FLOAT32_MAX)).toMatchObject(unbounded)
    expect(elementwiseFunctions.selu.error(0, 'cpu', -1, 3.2e38).absolute).toBeLessThan(1e-5)
    expect(elementwiseFunctions.leakyRelu.error(0.5, 'native', -FLOAT32_MAX, 1)).toMatchObject({
      ...unbounded,
      max: Infinity,
    })
    expect(elementwiseFunctions.leakyRelu.error(0.5, 'wasm', -FLOAT32_MAX, 1).absolute).toBeLessThan(1e-30)
    expect(elementwiseFunctions.leakyRelu.error(4, 'wasm', -FLOAT32_MAX, 1)).toMatchObject(unbounded)
    expect(elementwiseFunctions.swish.error(0, 'native', -FLOAT32_MAX, FLOAT32_MAX).absolute).toBeLessThan(1e-30)
  })

  test('infinities become NaN where a layer multiplies them by 0, or subtracts or divides them', () => {
    for (const name of ['softsign', 'swish', 'gelu', 'geluTanh'] as const)
      expect(elementwiseFunctions[name].error(0, 'cpu', -Infinity, 0).nan).toBe(true)
    expect(elementwiseFunctions.leakyRelu.error(0.3, 'native', 0, Infinity).nan).toBe(true)
    expect(elementwiseFunctions.leakyRelu.error(0, 'cpu', -Infinity, 0).nan).toBe(true)
    expect(elementwiseFunctions.sigmoid.error(0, 'native', -Infinity, Infinity).nan).toBe(false)
  })

  test('native passes on a negative subnormal through relu', async ({ skip }) => {
    await startOrSkip('native', skip)
    const alone = tf.tidy(() => tf.relu(tf.tensor1d([-1e-40])).dataSync()[0]!)
    const { min } = elementwiseFunctions.relu.error(0, 'native', -1, 1)
    expect(alone).toBeLessThan(0)
    expect(alone).toBeGreaterThanOrEqual(min)
    expect(elementwiseFunctions.relu.error(0, 'native', -1, -0.5).min).toBe(0)
  })
})

test('a proof says what it rests on', () => {
  expect(restsOn('cpu', ['relu', 'softsign', 'leakyRelu'])).toEqual([])
  const [pow, tanh, ...others] = restsOn('native', ['geluTanh', 'tanh']).toSorted()
  expect(others).toEqual([])
  expect(pow).toMatch(/^pow\(x, 3\) on native \(libtensorflow .*\): all 2\^32 float32 inputs tried/)
  expect(tanh).toMatch(/^tanh on native .* measured on .*; tails of tensors by a sample of \d+, errors doubled$/)
  expect(exponentialError('native').relative).toBeLessThan(1e-6)
})
