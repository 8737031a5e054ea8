import { expect, test } from 'vitest'
import { elementwiseFunctions, type ElementwiseName } from './index.ts'

const names = Object.keys(elementwiseFunctions) as ElementwiseName[]
const isSteep = (name: ElementwiseName): boolean => elementwiseFunctions[name].lipschitz(1) === Infinity

test.each(names.filter((name) => !isSteep(name)))('no slope of %s is steeper than said, and one nearly is', (name) => {
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
})

test.each(names.filter(isSteep))('%s is steeper than any slope, far to the right or next to 0', (name) => {
  const { value } = elementwiseFunctions[name]
  const right = value(60, 1) - value(59, 1)
  const next = (value(1e-20, 1) - value(1e-21, 1)) * 1e20
  expect(Math.max(right, next)).toBeGreaterThan(1e9)
})
