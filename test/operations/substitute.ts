import type { Bounds } from '../../src/numeric/bounds.ts'
import { plainKernel } from '../../src/forms/kernel.ts'
import { type ComputedOperation, rulesOf } from '../../src/operations/index.ts'

/**
 * What a form of an operation's results with these coefficients becomes: coefficients of what it reads, and a constant.
 */
export function substituteForm(
  operation: ComputedOperation,
  x: Bounds,
  y: Bounds,
  coefficients: Float64Array,
): { into: Float64Array; constant: number } {
  const kernel = plainKernel(2 ** 14)
  const matrix = (address: number, size: number) => ({ address, stride: 1024, numbers: kernel.numbers, size, rows: 1 })
  const [forms, into] = [matrix(0, coefficients.length), matrix(1024, x.lo.length)]
  kernel.numbers.set(coefficients)
  const sums = { address: 2048, stride: 1024 }
  const scratch = { kernel, sums, constants: 3072, lines: 4096, columns: 8192, addresses: 9216 }
  rulesOf(operation).substitute(operation, {
    forms,
    into,
    scratch,
    y,
    x: () => x,
    isTame: true,
    errors: undefined,
    lines: undefined,
    used: undefined,
    places: undefined,
    weights: () => ({ rows: 10240, steps: 12288 }),
  })
  return { into: kernel.numbers.slice(128, 128 + x.lo.length), constant: kernel.numbers[scratch.constants / 8]! }
}
