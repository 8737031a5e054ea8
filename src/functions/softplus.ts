import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfKernel } from './errors/elementwiseError.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { bell, logistic, nowhere, peaking, rises } from './shapes.ts'

/** log(1 + e^x) */
export const softplus: ElementwiseFunction = {
  activations: { softplus: 0 },
  operator: 'Softplus',
  value: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
  margin: 'of F(x)',
  slope: logistic,
  breaks: nowhere,
  curvature: peaking(bell, [0]),
  turns: rises,
  ends: () => [0, 1],
  lipschitz: () => 1,
  kernel: layerKernel('softplus'),
  ways: layerWays('softplus'),
  measured: ['softplus'],
  error: errorOfKernel('softplus'),
}
