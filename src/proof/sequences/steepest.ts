import type { ElementwiseName } from '../../network/elementwise.ts'

/** A bound of |F(a) - F(b)| / |a - b| for the real function F of that name. A property holds them against its values. */
export function steepest(name: ElementwiseName, parameter: number): number {
  switch (name) {
    case 'sigmoid':
      return 0.25
    case 'hardSigmoid':
      return Math.fround(0.2)
    // |F'| is largest at -0: scale * alpha = 1.75809934...
    case 'selu':
      return 1.7581
    case 'leakyRelu':
    case 'elu':
      return Math.max(1, Math.abs(parameter))
    // The largest slopes are 1.0998..., 1.1289... and 1.1290...
    case 'swish':
      return 1.1
    case 'gelu':
    case 'geluTanh':
      return 1.13
    case 'relu':
    case 'clippedRelu':
    case 'tanh':
    case 'softplus':
    case 'softsign':
      return 1
  }
}
