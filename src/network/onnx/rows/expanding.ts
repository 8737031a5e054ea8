import { alone, type Followed, mixed, probes, rows, rowsOf, type Rule, type Step } from './followed.ts'
import { lengthsAt } from './sized.ts'

/** One number everywhere: each row has its share. */
export const filled: Rule = (step) => repeated(step, 0) ?? unclear(step)

/** Repeats along axes of length 1. */
export const expand: Rule = (step) => {
  const { node, results } = step
  const own = rowsOf(step, 0)
  const { shape } = node.inputs[0]!
  const rank = results[0]!.shape.length
  if (own === undefined) {
    const made = repeated(step, 1)
    const from = made === undefined ? undefined : shape[made.axis - (rank - shape.length)]
    return made !== undefined && (from === undefined || from === 1) ? made : unclear(step)
  }
  const axis = own.axis + rank - shape.length
  const length = shape[own.axis]!
  const target = (probe: number): number => {
    const wanted = lengthsAt(step, 1, probe)
    return wanted[axis - (rank - wanted.length)] ?? 1
  }
  if (!othersFixed(step, 1, axis)) return unclear(step)
  if ([0, 1].every((probe) => [1, length * probes[probe]!].includes(target(probe)))) return rows(axis, own.outer)
  return target(0) === length && target(1) === length ? alone : unclear(step)
}

/** A shape that is n times as long along one axis of the result. */
function repeated(step: Step, index: number): ReturnType<typeof rows> | undefined {
  const rank = step.results[0]!.shape.length
  const [one, other] = [0, 1].map((probe) => {
    const wanted = lengthsAt(step, index, probe)
    const size = probes[probe]!
    const along = wanted.flatMap((length, axis) => (length % size === 0 ? [axis + rank - wanted.length] : []))
    const [axis] = along
    // Of n times n it is a multiple, too.
    const isShare = axis !== undefined && wanted.at(axis - rank) === step.results[0]!.shape[axis]! * size
    return along.length === 1 && isShare ? axis : undefined
  })
  return one !== undefined && one === other && othersFixed(step, index, one) ? rows(one, 1) : undefined
}

/** Are all lengths but that of one axis of the result the same, however many rows there are? */
function othersFixed(step: Step, index: number, axis: number): boolean {
  const rank = step.results[0]!.shape.length
  const unknown = lengthsAt(step, index, 2)
  return unknown.every((length, at) => at + rank - unknown.length === axis || !Number.isNaN(length))
}

function unclear({ node }: Step): Followed {
  return mixed(node, 'it makes a shape of how many rows a batch has, in which they cannot be told apart')
}
