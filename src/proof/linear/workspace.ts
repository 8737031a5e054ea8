import type { Network } from '../../network/network.ts'
import { onceFor } from '../../onceFor.ts'
import { type Forms, type Layout, type Matrix, type Scratch, takeBytes, takeMatrix } from '../../forms/forms.ts'
import type { LoadedWeights } from '../../operations/step.ts'
import { type Kernel, newKernel, padded } from '../../forms/kernel.ts'

/**
 * Where backward passes over a network keep the coefficients of their forms, in a kernel's memory: a matrix for each
 * operation, a form a row. What one pass leaves here is gone with the next, of this network or another.
 */
export interface Workspace extends Scratch {
  /** Forms that fit. */
  readonly rows: number
  /** Of each operation. */
  readonly matrices: readonly Matrix[]
  /** Room for coefficients of all that an operation of several reads reads, flat. */
  readonly flat: Matrix
  /** Numbers at a point, of each operation: where they are. */
  readonly values: readonly number[]
  /** Of an affine operation. */
  weightsAt(index: number): LoadedWeights
}

/** The first `rows` forms of an operation. */
export function formsOf({ kernel, matrices }: Workspace, network: Network, index: number, rows: number): Forms {
  const { address, stride } = matrices[index]!
  return { address, stride, numbers: kernel.numbers, size: network.operations[index]!.size, rows }
}

/** Forms that are taken backwards at once: more would gain little. */
const MOST_ROWS = 64
/**
 * Bytes of the memory that networks share: of coefficients, and of weights. Networks that need more have one of their
 * own.
 */
const FORMS = 2 ** 24
const WEIGHTS = 2 ** 25

interface Shared {
  readonly kernel: Kernel
  free: number
  /** Counts how often all weights were thrown out. */
  epoch: number
}

/** One for each thread, made when first needed. */
let sharedKernel: Shared | undefined

function shared(): Shared {
  const bytes = FORMS + WEIGHTS
  return (sharedKernel ??= { kernel: newKernel(bytes), free: FORMS, epoch: 0 })
}

export const workspaceOf: (network: Network) => Workspace = onceFor((network) => {
  const { forms, weights } = divide(network, 1)
  const isShared = forms <= FORMS && weights <= WEIGHTS
  const memory = isShared ? shared() : undefined
  const rows = isShared ? rowsIn(network) : 1
  const { forms: first, ...rest } = divide(network, rows)
  const kernel = memory?.kernel ?? newKernel(first + weights)
  let loaded = -1
  let addresses: readonly LoadedWeights[] = []
  return {
    ...rest,
    kernel,
    rows,
    weightsAt(index) {
      if (loaded !== (memory?.epoch ?? 0)) {
        if (memory !== undefined && memory.free + weights > FORMS + WEIGHTS) {
          memory.free = FORMS
          memory.epoch++
        }
        addresses = loadWeights(network, kernel, memory?.free ?? first)
        if (memory !== undefined) memory.free += weights
        loaded = memory?.epoch ?? 0
      }
      return addresses[index]!
    },
  }
})

/** The most rows that the shared memory has room for. */
function rowsIn(network: Network): number {
  let rows = MOST_ROWS
  while (rows > 1 && divide(network, rows).forms > FORMS) rows >>= 1
  return rows
}

type Division = Pick<
  Workspace,
  'matrices' | 'flat' | 'sums' | 'constants' | 'lines' | 'columns' | 'addresses' | 'values'
> & {
  /** Bytes in all, and of weights. */
  readonly forms: number
  readonly weights: number
}

function divide(network: Network, rows: number): Division {
  const { operations } = network
  const layout: Layout = { bytes: 0 }
  // The last window of a row may reach three numbers past its end, where the padding of its weights falls.
  const matrix = (length: number): Matrix => takeMatrix(layout, rows, padded(length) + 4)
  const affine = operations.filter((operation) => operation.kind === 'affine')
  const size = largest(operations.map((operation) => operation.size))
  const flat = operations.map(({ reads }) =>
    reads.length > 1 ? reads.reduce((sum, read) => sum + operations[read]!.size, 0) : 0,
  )
  const places = {
    constants: takeBytes(layout, 8 * rows),
    lines: takeBytes(layout, 4 * 8 * padded(size)),
    columns: takeBytes(layout, 4 * size),
    addresses: takeBytes(layout, 4 * size),
    sums: matrix(largest(affine.map(({ window }) => window))),
    flat: matrix(largest(flat)),
    matrices: operations.map((operation) => matrix(operation.size)),
    values: operations.map((operation) => takeBytes(layout, 8 * (padded(operation.size) + 4))),
  }
  const weights = affine.map(
    ({ groups, filters, window, taps }) => 8 * groups * filters * padded(window) + 4 * padded(taps.steps.length),
  )
  return { ...places, forms: layout.bytes, weights: weights.reduce((sum, bytes) => sum + bytes, 0) }
}

function largest(sizes: readonly number[]): number {
  return sizes.reduce((most, size) => Math.max(most, size), 0)
}

function loadWeights({ operations }: Network, { numbers, integers }: Kernel, first: number): LoadedWeights[] {
  const addresses: LoadedWeights[] = []
  let free = first
  for (const [index, operation] of operations.entries()) {
    if (operation.kind !== 'affine') continue
    const { kernel, window, groups, filters, taps } = operation
    const rows = free
    const stride = padded(window)
    for (let g = 0; g < groups; g++)
      for (let f = 0; f < filters; f++) {
        const at = free / 8
        for (let k = 0; k < window; k++) numbers[at + k] = kernel[(g * window + k) * filters + f]!
        // What other weights left there could be infinite.
        numbers.fill(0, at + window, at + stride)
        free += 8 * stride
      }
    integers.set(taps.steps, free / 4)
    addresses[index] = { rows, steps: free }
    free += 4 * padded(taps.steps.length)
  }
  return addresses
}
