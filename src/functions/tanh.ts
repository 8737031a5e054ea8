import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfKernel } from './errors/elementwiseError.ts'
import { layerWays } from './layerWays.ts'
import { bell, nowhere, peaking, rises } from './shapes.ts'

export const tanh: ElementwiseFunction = {
  activations: { tanh: 0 },
  operator: 'Tanh',
  value: Math.tanh,
  margin: 'of F(x)',
  slope: (x) => 4 * bell(2 * x),
  breaks: nowhere,
  curvature: peaking((x) => 8 * bell(2 * x) * Math.abs(Math.tanh(x)), [0.6584789484624084]),
  turns: rises,
  ends: () => [0, 0],
  lipschitz: () => 1,
  kernel: (x, _, tf) => tf.tanh(x),
  ways: layerWays('tanh'),
  measured: ['tanh'],
  error: errorOfKernel('tanh'),
}
