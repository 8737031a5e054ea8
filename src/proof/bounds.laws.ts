import { FLOAT32_MAX, nextDown32, nextUp32 } from '../claim/float32.ts'
import type { Network } from '../network/index.ts'
import { sizeOf } from '../network/operations/rules.ts'
import { noise, pick } from '../network/randomModel.laws.ts'
import type { InputBox, OutputBounds } from './intervalBounds.ts'

/** Sizes of weights and inputs: usual, subnormal, about to underflow and about to overflow. */
const scales = [1, 1, 1, 1, 0.1, 10, 1e-40, 1e-38, 1e-20, 1e18, 1e30, FLOAT32_MAX]
const radii = [0, -1, 1e-7, 1e-3, 0.1, 1]

/** A box around a random centre: a point, one float in every direction (-1), or a radius; and rows in it, corners among them. */
export function randomBox(random: () => number, network: Network): { boxes: InputBox[]; rows: Float32Array[][] } {
  const scale = pick(random, scales)
  const radius = pick(random, radii)
  const clip = (value: number): number => Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, value))
  const boxes = network.inputs.map(({ shape }) => {
    const centre = Float32Array.from({ length: sizeOf(shape) }, () => noise(random, scale))
    const around = (sign: number): Float32Array =>
      centre.map((value) => {
        if (radius === 0) return value
        if (radius === -1) return clip(sign > 0 ? nextUp32(value) : nextDown32(value))
        return clip(value + sign * radius * scale)
      })
    return { lo: around(-1), hi: around(1) }
  })
  const row = (choose: () => number): Float32Array[] =>
    boxes.map(({ lo, hi }) =>
      lo.map((low, i) => {
        const share = choose()
        // Both ends weighted apart: their difference may overflow.
        return Math.min(
          hi[i]!,
          Math.max(low, share === 0 ? low : share === 1 ? hi[i]! : low * (1 - share) + hi[i]! * share),
        )
      }),
    )
  const rows = [row(() => 0), row(() => 1)]
  for (let i = 0; i < 4; i++)
    rows.push(
      row(() => Math.round(random())),
      row(random),
    )
  return { boxes, rows }
}

/** What lies outside its bounds, in words; nothing if all is well. */
export function escapes(bounds: OutputBounds, output: ArrayLike<number>): string | undefined {
  for (let i = 0; i < output.length; i++) {
    const value = output[i]!
    const inside = Number.isNaN(value) ? bounds.nan : bounds.lo[i]! <= value && value <= bounds.hi[i]!
    if (!inside) return `${value} is outside [${bounds.lo[i]}, ${bounds.hi[i]}]${bounds.nan ? ' or NaN' : ''}`
  }
  return undefined
}

/** Draws the size of each weight tensor: usual ones for most models, anything for the others. */
export const scaleOf = (random: () => number): (() => number) => {
  const usual = random() < 0.6
  return () => (usual ? 0.7 : pick(random, scales))
}
