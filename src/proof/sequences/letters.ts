import type { Network } from '../../network/network.ts'
import type { Region } from '../region.ts'

/** An input whose rows are one-hot: the string of letters that sequences are about. */
export interface Letters {
  /** Index of the operation that reads it. */
  readonly operation: number
  /** Index among the network's inputs. */
  readonly input: number
  /** Letters in the alphabet. */
  readonly alphabet: number
  /** Letters in a string. */
  readonly length: number
  /** For each row, the letters that may stand there, in increasing order. */
  readonly allowed: readonly (readonly number[])[]
}

/** The region's one input of letters, or why there is none. The region fits the network: each row has a letter. */
export function lettersOf(network: Network, region: Region): Letters | string {
  const inputs = region.boxes.flatMap(({ letters }, i) => (letters === undefined ? [] : [i]))
  const [input] = inputs
  if (input === undefined) return 'no input is a string of letters'
  if (inputs.length > 1) return 'more than one input is a string of letters'
  const operation = network.operations.findIndex((one) => one.kind === 'input' && one.input === input)
  if (operation < 0) return 'the letters are not read'
  const { lo, hi, letters } = region.boxes[input]!
  const alphabet = letters!
  const length = lo.length / alphabet
  const allowed = Array.from({ length }, (_, row) => {
    const first = row * alphabet
    const all = Array.from({ length: alphabet }, (_unused, letter) => letter)
    const fixed = all.filter((letter) => lo[first + letter]! > 0)
    return (fixed.length > 0 ? fixed : all).filter((letter) => hi[first + letter] === 1)
  })
  return { operation, input, alphabet, length, allowed }
}
