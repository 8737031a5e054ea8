import { refuse, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { isProduct } from '../../runtime/examined.ts'
import { broadcastShape } from '../../tensors.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'

/** Whole powers up to this are products. */
const MOST_FACTORS = 2 ** 20

/** x to a power: what is known of the power as products and roots, or of x as e^(y log x). */
const power: Compose = (node, others) => {
  const { inputs, run, known } = others
  const [x, y] = inputs as [Known, Known]
  if (node.opset < 7 && node.attributes.has('axis'))
    throw refuse(node, 'an axis for the powers', 'Newer opsets have none.')
  if (y.tensor.kind === 'constant') {
    if (x.tensor.kind === 'constant' && !isProduct(node)) return [run('pow', [x, y])]
    const { data, shape } = y.tensor
    const isWithin = String(broadcastShape(shape, x.tensor.shape)) === String(x.tensor.shape)
    if (!isWithin || data.length === 0) throw wrong(node, `powers within [${x.tensor.shape.join(', ')}]`, 'Y', shape)
    const [first, ...rest] = new Set(data)
    // Where several powers are asked for, each number gets its own.
    return [
      rest.reduce(
        (all, one) => {
          const isOwn = known(
            [...data].map((value) => Number(value === one)),
            'bool',
            shape,
          )
          return run('Where', [isOwn, powerOf(others, x, one), all])
        },
        powerOf(others, x, first!),
      ),
    ]
  }
  if (x.tensor.kind === 'variable' || !x.tensor.data.every((base) => base > 0))
    throw refuse(node, 'a power of what is computed to what is computed', 'Export the model without it.')
  return [run('Exp', [run('Mul', [y, run('Log', [x])])])]
}

function powerOf(others: Others, x: Known, exponent: number): Known {
  const { run, known } = others
  if (exponent < 0) return run('Div', [known(1), powerOf(others, x, -exponent)])
  if (exponent === 0) return run('Add', [run('Mul', [x, known(0)]), known(1)])
  if (exponent === 0.5) return run('Sqrt', [x])
  // What is no whole power of a number below 0 is no number, and neither is its logarithm.
  if (!Number.isInteger(exponent) || exponent > MOST_FACTORS)
    return run('Exp', [run('Mul', [run('Log', [x]), known(exponent)])])
  return product(others, x, exponent)
}

/** By squares: few roundings. */
function product(others: Others, x: Known, exponent: number): Known {
  if (exponent === 1) return x
  const half = product(others, x, exponent >> 1)
  const even = others.run('Mul', [half, half])
  return exponent % 2 === 0 ? even : others.run('Mul', [even, x])
}

export const powers: Operators = { Pow: { compose: power, fixed: noAxes } }
