import { demand } from '../demand.ts'
import { isCurve } from '../functions/curves.ts'
import { rulesOf, width } from '../operations/index.ts'
import { total } from '../operations/rules.ts'
import type { Network, Operation } from './certificate.ts'

/**
 * Operations of a network, their results, and what these read, together: more would not fit into memory, or take days.
 */
const [MOST_OPERATIONS, MOST_RESULTS, MOST_TERMS] = [2 ** 14, 2 ** 22, 2 ** 32]
/** Numbers that one operation reads. */
const MOST_READ = 2 ** 23

const fits = (operation: Operation, reads: readonly number[]): boolean =>
  operation.kind === 'input' ? reads.length === 0 : rulesOf(operation).fits(operation, reads)

/** @throws Rejection for a network whose parts do not fit together, or that is too large */
export function checkNetwork({ inputs, operations, output }: Network): void {
  demand(operations[output] !== undefined, 'its network has no output')
  demand(operations.length <= MOST_OPERATIONS, 'its network is too large')
  let [results, terms] = [0, 0]
  for (const [t, operation] of operations.entries()) {
    const { kind, reads, size } = operation
    demand(
      reads.every((read) => read < t),
      'its network does not fit together: an operation reads what comes later',
    )
    const sizes = reads.map((read) => operations[read]!.size)
    results += size
    const count = total(sizes)
    terms += size * width(operation) + count
    const isSmall = results <= MOST_RESULTS && terms <= MOST_TERMS && count <= MOST_READ
    demand(isSmall, 'its network is too large')
    demand(fits(operation, sizes), `its network does not fit together: operation ${t} (${kind})`)
    demand(kind !== 'elementwise' || isCurve(operation.name), 'it applies a function that is not known')
    demand(kind !== 'input' || inputs[operation.input]?.size === size, 'its inputs are not what its network reads')
  }
}
