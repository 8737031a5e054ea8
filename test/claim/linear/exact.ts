import type { Formula } from '../../../src/claim/linear/formula.ts'

/**
 * The sum of coefficients times float32 outputs, less a bound, as a whole number of 2^-401: no code is shared with what
 * sets compute with.
 */
export function exactDifference(coefficients: readonly number[], outputs: ArrayLike<number>, bound: number): bigint {
  return coefficients.reduce(
    (sum, c, i) => sum + BigInt(c * 2 ** 252) * BigInt(outputs[i]! * 2 ** 149),
    -BigInt(bound * 2 ** 252) * 2n ** 149n,
  )
}

/** Is a row of finite outputs in the set of a formula? Said by the formula itself, in whole numbers. */
export function holdsExactly(formula: Formula, outputs: ArrayLike<number>): boolean {
  switch (formula.kind) {
    case 'all':
      return formula.of.every((one) => holdsExactly(one, outputs))
    case 'any':
      return formula.of.some((one) => holdsExactly(one, outputs))
    case 'argmax':
      return Array.from(outputs).every((y, i) => i === formula.output || y < outputs[formula.output]!)
    case 'linear': {
      const { coefficients, relation, bound } = formula
      const used = coefficients.map((_, i) => (coefficients[i] === 0 ? 0 : outputs[i]!))
      const difference = exactDifference(coefficients, used, bound)
      if (difference === 0n) return relation === '>=' || relation === '<='
      return difference > 0n === (relation === '>=' || relation === '>')
    }
  }
}
