import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import type { Bounds } from '../../numeric/bounds.ts'
import { checkRegion } from '../checkRegion.ts'
import { allBounds } from '../intervalBounds.ts'
import type { Region } from '../region.ts'
import { type Letters, lettersOf } from './letters.ts'
import { dependents } from './readNumbers.ts'

/** A network on a region of strings, and what intervals say of it. */
export interface Setting {
  readonly network: Network
  readonly region: Region
  readonly backend: BackendName
  readonly letters: Letters
  /** Of every operation's results. */
  readonly bounds: readonly Bounds[]
  /** For each operation, 1 for the numbers that the letters may change. */
  readonly depends: readonly Uint8Array[]
}

/** The setting, or why there is none. @throws ARGUMENT_INVALID when the region does not fit the network */
export function settingOf(
  network: Network,
  region: Region,
  backend: BackendName,
  until: number = Infinity,
): Setting | string {
  checkRegion('sequenceBounds', network, region)
  const letters = lettersOf(network, region)
  if (typeof letters === 'string') return letters
  const depends = dependents(network, letters.operation)
  const faulty = network.operations.find(({ faultyOn }, i) => faultyOn.includes(backend) && depends[i]!.includes(1))
  if (faulty !== undefined) return `${faulty.layer} computes something else on ${backend}`
  const bounds = allBounds(network, region, backend, until)
  return { network, region, backend, letters, bounds, depends }
}
