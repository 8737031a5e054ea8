import type { BackendName } from '../backend/name.ts'
import { unexpected } from '../errors.ts'
import { kernelFault, type Network, type Operation } from '../network/index.ts'
import { sizeOf } from '../network/operations/rules.ts'
import { type Bounds, checkBounds, newBounds, setBounds, unknownBounds } from './bounds.ts'
import { boundsRules } from './operations/index.ts'
import type { BoundsRule, Read } from './operations/rules.ts'

/** A box of float32 rows: every number within its inclusive bounds. Infinite bounds are allowed. */
export interface InputBox {
  readonly lo: Float32Array
  readonly hi: Float32Array
}

/** Bounds of an output: each number of it is within its [lo, hi], or NaN if `nan`. */
export interface OutputBounds {
  readonly lo: Float64Array
  readonly hi: Float64Array
  /** May any number of the output be NaN? */
  readonly nan: boolean
}

/**
 * Sound bounds of the network's float32 output on `backend`, number by number, for every input within the boxes (one for
 * each input, in the network's order): whatever the order in which sums are added up, with or without fused multiply-add,
 * whatever the batch size, with subnormals flushed or not.
 * @throws ARGUMENT_INVALID when the boxes do not fit the network; INTERNAL when a bound is no number or out of order
 */
export function intervalBounds(network: Network, boxes: readonly InputBox[], backend: BackendName): OutputBounds {
  const { lo, hi, nan } = allBounds(network, boxes, backend)[network.output]!
  return { lo, hi, nan: nan.includes(1) }
}

/** The same for the result of every operation. Operations that only rename numbers share their bounds. @throws as `intervalBounds` */
function allBounds(network: Network, boxes: readonly InputBox[], backend: BackendName): Read[] {
  checkBoxes(network, boxes)
  const all: Read[] = []
  for (const operation of network.operations) {
    const reads = operation.reads.map((read) => all[read]!)
    const { lo, hi, nan } =
      operation.kind === 'input'
        ? boxBounds(boxes[operation.input]!)
        : kernelFault(network, operation, backend)
          ? unknownBounds(sizeOf(operation.shape))
          : ruleOf(operation)(operation, reads, backend)
    checkBounds({ lo, hi, nan }, `operation ${all.length} (${operation.kind})`)
    all.push({ shape: operation.shape, lo, hi, nan })
  }
  return all
}

function ruleOf(operation: Operation): BoundsRule<Operation['kind']> {
  // The table's type ties each kind to its own rule; TypeScript cannot follow that through an index.
  return boundsRules[operation.kind] as BoundsRule<Operation['kind']>
}

function boxBounds({ lo, hi }: InputBox): Bounds {
  const bounds = newBounds(lo.length)
  for (let i = 0; i < lo.length; i++) setBounds(bounds, i, lo[i]!, hi[i]!)
  return bounds
}

function checkBoxes(network: Network, boxes: readonly InputBox[]): void {
  const fail = (expected: string, name: string, value: unknown): Error =>
    unexpected({ api: 'intervalBounds', expected, name, value })
  if (boxes.length !== network.inputs.length) throw fail(`${network.inputs.length} boxes`, 'boxes.length', boxes.length)
  for (const [i, { name, shape }] of network.inputs.entries()) {
    const { lo, hi } = boxes[i]!
    const size = sizeOf(shape)
    if (lo.length !== size || hi.length !== size)
      throw fail(`bounds of ${size} numbers for input ${name}`, 'lengths', [lo.length, hi.length])
    const wrong = lo.findIndex((value, k) => !(value <= hi[k]!))
    if (wrong >= 0) throw fail(`lo <= hi in input ${name} at ${wrong}`, 'lo, hi', [lo[wrong], hi[wrong]])
  }
}
