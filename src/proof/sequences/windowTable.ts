import { elementwiseFunctions, type ElementwiseName } from '../../functions/index.ts'

/** Functions of the letters in the same run of rows. */
export interface Window {
  /** Its first row and how many it has. */
  readonly first: number
  readonly rows: number
  readonly units: readonly Unit[]
}

/** weight * F(constant + sum of one coefficient a row, by its letter); without a name F(z) = z. */
export interface Unit {
  readonly name: ElementwiseName | undefined
  readonly parameter: number
  readonly weight: number
  readonly constant: number
  /** [rows, alphabet], flat. */
  readonly coefficients: Float64Array
}

/**
 * The sum of a window's units for every string of letters in it; the index of a string reads it as a number, its first
 * letter the most significant digit. Each F is found from its string without the last letter by one sum.
 */
export function windowTable({ rows, units }: Window, alphabet: number): Float64Array {
  const size = alphabet ** rows
  const table = new Float64Array(size)
  const z = new Float64Array(size)
  for (const { name, parameter, weight, constant, coefficients } of units) {
    z[0] = constant
    for (let row = 0, strings = 1; row < rows; row++, strings *= alphabet)
      // From the back, so that no sum is overwritten before it has been read.
      for (let s = strings - 1; s >= 0; s--) {
        const sum = z[s]!
        for (let letter = alphabet - 1; letter >= 0; letter--)
          z[s * alphabet + letter] = sum + coefficients[row * alphabet + letter]!
      }
    if (name === undefined) for (let s = 0; s < size; s++) table[s]! += weight * z[s]!
    else if (name === 'relu') for (let s = 0; s < size; s++) table[s]! += weight * Math.max(0, z[s]!)
    else {
      const { value } = elementwiseFunctions[name]
      for (let s = 0; s < size; s++) table[s]! += weight * value(z[s]!, parameter)
    }
  }
  return table
}

/** Do both windows have the same table? */
export function sameTable(a: Window, b: Window): boolean {
  return (
    a.rows === b.rows && a.units.length === b.units.length && a.units.every((unit, i) => sameUnit(unit, b.units[i]!))
  )
}

function sameUnit(a: Unit, b: Unit): boolean {
  return (
    a.name === b.name &&
    a.parameter === b.parameter &&
    a.weight === b.weight &&
    a.constant === b.constant &&
    a.coefficients.every((coefficient, i) => coefficient === b.coefficients[i])
  )
}
