import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfKernel } from './errors/elementwiseError.ts'
import { layerWays } from './layerWays.ts'
import { bell, logistic, nowhere, peaking, rises } from './shapes.ts'

/** 1 / (1 + e^-x) */
export const sigmoid: ElementwiseFunction = {
  activations: { sigmoid: 0 },
  operator: 'Sigmoid',
  value: logistic,
  margin: 'of F(x)',
  slope: bell,
  breaks: nowhere,
  // s' (1 - 2 s)
  curvature: peaking((x) => bell(x) * Math.abs(Math.tanh(x / 2)), [1.3169578969248166]),
  turns: rises,
  ends: () => [0, 0],
  lipschitz: () => 0.25,
  kernel: (x, _, tf) => tf.sigmoid(x),
  ways: layerWays('sigmoid'),
  measured: ['sigmoid'],
  error: errorOfKernel('sigmoid'),
}
