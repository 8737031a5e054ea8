import { elementwiseFunctions } from '../../functions/index.ts'
import { tapAt } from '../../operations/affine/taps.ts'
import { placeOf, type Place } from './readNumbers.ts'
import type { Setting } from './setting.ts'

/**
 * Rows of the inputs other than the string, at the ends of their boxes: those that make the number at `place` small and
 * those that make it large, going by its slope in the middle of all bounds; `undefined` in place of the string. Exact
 * where each input acts through linear and rising or falling functions; nothing rests on it.
 */
export function endRows(
  setting: Setting,
  place: Place,
): [small: (Float32Array | undefined)[], large: (Float32Array | undefined)[]] {
  const { network, region, letters } = setting
  const slopes = slopesOf(setting, place)
  const side = (sign: number): (Float32Array | undefined)[] =>
    region.boxes.map(({ lo, hi }, input) => {
      if (input === letters.input) return undefined
      const operation = network.operations.findIndex((one) => one.kind === 'input' && one.input === input)
      const slope = slopes.get(operation)
      return lo.map((low, i) => (sign * (slope?.[i] ?? 0) > 0 ? hi[i]! : low))
    })
  return [side(-1), side(1)]
}

/** The slope of the number at `place` by every number before it, where it is known; by operation. */
function slopesOf({ network, bounds }: Setting, [last, number]: Place): Map<number, Float64Array> {
  const slopes = new Map<number, Float64Array>()
  const add = ([index, i]: Place, slope: number): void => {
    const own = slopes.get(index) ?? new Float64Array(network.operations[index]!.size)
    own[i]! += slope
    slopes.set(index, own)
  }
  add([last, number], 1)
  for (let index = last; index >= 0; index--) {
    const operation = network.operations[index]!
    const own = slopes.get(index)
    if (own === undefined) continue
    if (operation.kind === 'elementwise') {
      const { name, parameter, reads } = operation
      const { lo, hi } = bounds[reads[0]!]!
      for (const [i, slope] of own.entries()) {
        const steep = elementwiseFunctions[name].slope(
          middle(lo[i]!, hi[i]!),
          parameter[parameter.length === 1 ? 0 : i]!,
        )
        // Flat in float64, or flat in the middle only: most functions rise.
        add([reads[0]!, i], slope * (steep === 0 ? 1e-9 : steep))
      }
    } else if (operation.kind === 'gather') {
      for (const [i, tap] of operation.taps.entries()) if (tap >= 0) add(placeOf(network, operation, tap), own[i]!)
    } else if (operation.kind === 'affine') {
      const { taps, kernel, window, filters, groups } = operation
      for (const [i, slope] of own.entries()) {
        if (slope === 0) continue
        const filter = i % filters
        const position = (i - filter) / filters
        for (let k = 0; k < window; k++) {
          const tap = tapAt(taps, position, k)
          const weight = kernel[((position % groups) * window + k) * filters + filter]!
          if (tap >= 0) add(placeOf(network, operation, tap), slope * weight)
        }
      }
    }
  }
  return slopes
}

function middle(lo: number, hi: number): number {
  const far = 1e30
  return Math.max(-far, Math.min(far, Math.max(-far, lo) / 2 + Math.min(far, hi) / 2))
}
