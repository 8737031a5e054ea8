import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import type { Operation } from '../../operations/index.ts'
import { type Bounds, checkBounds, newBounds, setBounds, unknownBounds } from '../../numeric/bounds.ts'
import type { InputBox, Region } from '../region.ts'
import type { LetterRows } from '../../operations/affine/letterRows.ts'
import { rulesOf } from '../../operations/index.ts'
import { letterRows } from './letterRows.ts'

/**
 * Bounds of the result of operation `index` from those of the operations that it reads, `all` by their indices, for
 * inputs in the region. `all` may hold tighter bounds than intervals give.
 * @throws INTERNAL when a bound is no number or out of order
 */
export function boundOperation(
  network: Network,
  index: number,
  all: readonly Bounds[],
  region: Region,
  backend: BackendName,
): Bounds {
  const operation = network.operations[index]!
  const bounds = boundsOf(network, operation, all, region, backend)
  checkBounds(bounds, `operation ${index} (${operation.layer})`)
  return withPhases(network, index, bounds, region)
}

function boundsOf(
  network: Network,
  operation: Operation,
  all: readonly Bounds[],
  region: Region,
  backend: BackendName,
): Bounds {
  if (operation.kind === 'input') return boxBounds(region.boxes[operation.input]!)
  if (operation.faultyOn.includes(backend)) return unknownBounds(operation.size)
  const read = readBounds(operation, all)
  // Some of its kernels take the largest float32 for infinities: Clip without a limit, MaxPool.
  if (backend === 'onnxruntime' && read.lo.some((lo, i) => lo === read.hi[i] && !Number.isFinite(lo)))
    return unknownBounds(operation.size)
  const letters = (): LetterRows | undefined => letterRows(network, operation, region)
  return rulesOf(operation).bound(operation, read, { backend, letters })
}

/** Bounds of all that an operation reads, one read after the other; those of a single read are shared. */
export function readBounds(operation: Operation, all: readonly Bounds[]): Bounds {
  const { reads } = operation
  if (reads.length === 1) return all[reads[0]!]!
  const bounds = newBounds(reads.reduce((size, read) => size + all[read]!.lo.length, 0))
  let at = 0
  for (const read of reads) {
    const { lo, hi, nan } = all[read]!
    bounds.lo.set(lo, at)
    bounds.hi.set(hi, at)
    bounds.nan.set(nan, at)
    at += lo.length
  }
  return bounds
}

function boxBounds({ lo, hi }: InputBox): Bounds {
  const bounds = newBounds(lo.length)
  for (let i = 0; i < lo.length; i++) setBounds(bounds, i, lo[i]!, hi[i]!)
  return bounds
}

/**
 * What the phases say of results that elementwise operations read: no NaN, and not beyond zero. One that leaves nothing
 * is passed over.
 */
export function withPhases({ operations }: Network, index: number, bounds: Bounds, { phases }: Region): Bounds {
  const own = phases.filter(({ operation }) => operations[operation]!.reads.includes(index))
  if (own.length === 0) return bounds
  const { lo, hi, nan } = bounds
  const tight: Bounds = { ...bounds, lo: lo.slice(), hi: hi.slice(), nan: nan.slice() }
  for (const { index: i, sign } of own) {
    if (sign > 0 ? tight.hi[i]! < 0 : tight.lo[i]! > 0) continue
    tight.nan[i] = 0
    if (sign > 0) tight.lo[i] = Math.max(0, tight.lo[i]!)
    else tight.hi[i] = Math.min(0, tight.hi[i]!)
  }
  return tight
}
