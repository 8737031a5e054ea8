import type { Network } from '../network/network.ts'
import { type Operation, rulesOf } from '../operations/index.ts'
import { isLevel, newSlopes, type Slopes } from '../operations/slopes.ts'

/**
 * Bounds of the slopes of the output of a network whose inputs have the given slopes: with inputs s t + O(1), as t goes
 * to infinity, it is s' t + O(1), O(1) being what stays bounded. So biases vanish, what is bounded has slope 0, affine
 * operations and maxima act on slopes as on numbers, and functions of one number as the two straight lines that they
 * tend to. What is not known has slopes of any size. What hangs on no input that moves has slope 0: that it is finite,
 * its bounds say.
 */
export function recession(network: Network, inputs: readonly Slopes[]): Slopes {
  const all: Slopes[] = []
  const moves: boolean[] = []
  for (const operation of network.operations) {
    const slopes = newSlopes(operation.size)
    const isInput = operation.kind === 'input'
    if (isInput) copySlopes(inputs[operation.input]!, slopes, 0)
    const isMoving = isInput ? !isLevel(slopes) : operation.reads.some((read) => moves[read]!)
    const isUnknown = operation.kind === 'opaque'
    if (!isInput && (isMoving || isUnknown)) rulesOf(operation).recede(operation, join(operation, all), slopes)
    moves.push(isMoving || isUnknown)
    all.push(slopes)
  }
  return all[network.output]!
}

function copySlopes(from: Slopes, into: Slopes, at: number): void {
  into.lo.set(from.lo, at)
  into.hi.set(from.hi, at)
}

/** The slopes of all reads, one after the other. */
function join({ reads }: Operation, all: readonly Slopes[]): Slopes {
  const joined = newSlopes(reads.reduce((sum, read) => sum + all[read]!.lo.length, 0))
  let at = 0
  for (const read of reads) {
    copySlopes(all[read]!, joined, at)
    at += all[read]!.lo.length
  }
  return joined
}
