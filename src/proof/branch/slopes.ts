import type { Relaxation } from '../linear/backward.ts'
import { SLOPES, type SideSlopes } from '../sideSlopes.ts'

/** A copy of the choices that a relaxation holds. */
export function takeSlopes({ network, lines, multipliers }: Relaxation): Pick<SideSlopes, 'lower' | 'multipliers'> {
  const lower: Record<number, Uint8Array> = {}
  for (const [index, operation] of network.operations.entries())
    if (operation.kind === 'elementwise' && operation.name === 'relu')
      lower[index] = Uint8Array.from(lines[index]!.lower.slope, (slope) => Math.round(SLOPES * slope))
  return { lower, multipliers: [...multipliers] }
}
