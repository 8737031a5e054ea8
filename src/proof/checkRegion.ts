import { unexpected } from '../errors.ts'
import type { Network } from '../network/network.ts'
import type { Region } from './region.ts'

/** Refuses a region that does not fit the network, or that holds no input at all. @throws ARGUMENT_INVALID */
export function checkRegion(api: string, network: Network, { boxes, phases }: Region): void {
  const fail = (expected: string, name: string, value: unknown): Error => unexpected({ api, expected, name, value })
  if (boxes.length !== network.inputs.length) throw fail(`${network.inputs.length} boxes`, 'boxes.length', boxes.length)
  for (const [i, { name, size }] of network.inputs.entries()) {
    const { lo, hi, letters } = boxes[i]!
    if (lo.length !== size || hi.length !== size)
      throw fail(`bounds of ${size} numbers for input ${name}`, 'lengths', [lo.length, hi.length])
    const wrong = lo.findIndex((value, k) => !(value <= hi[k]!))
    if (wrong >= 0) throw fail(`lo <= hi in input ${name} at ${wrong}`, 'lo, hi', [lo[wrong], hi[wrong]])
    if (letters === undefined) continue
    if (!(letters >= 1) || size % letters !== 0)
      throw fail(`a divisor of ${size} for input ${name}`, 'letters', letters)
    for (let row = 0; row < size; row += letters) {
      const fixed = lo.subarray(row, row + letters).filter((value) => value > 0).length
      const allowed = hi.subarray(row, row + letters).filter((value) => value >= 1).length
      if (fixed > 1 || allowed === 0) throw fail(`a letter in input ${name}, row ${row / letters}`, 'allowed', allowed)
    }
  }
  for (const { operation, index } of phases) {
    const read = network.operations[operation]
    if (read?.kind !== 'elementwise') throw fail('phases of elementwise operations', 'operation', operation)
    if (!(index >= 0 && index < read.size)) throw fail(`an index below ${read.size}`, 'index', index)
  }
}
