import { expect, test } from 'vitest'
import { elementwiseFunctions, type ElementwiseName } from './index.ts'

test.each(Object.keys(elementwiseFunctions) as ElementwiseName[])(
  'no slope of %s is steeper than said, and one nearly is',
  (name) => {
    const { value, lipschitz } = elementwiseFunctions[name]
    const step = 2 ** -10
    for (const parameter of [1, 0.25, -0.5, 3]) {
      let steep = 0
      for (let x = -12; x < 12; x += step)
        steep = Math.max(steep, Math.abs(value(x + step, parameter) - value(x, parameter)) / step)
      if ((name === 'clippedRelu' || name === 'hardTanh') && parameter < 0) continue
      expect(steep).toBeLessThanOrEqual(lipschitz(parameter) * (1 + 1e-9))
      expect(steep).toBeGreaterThan(0.97 * lipschitz(parameter))
    }
  },
)
