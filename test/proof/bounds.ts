import { FLOAT32_MAX, nextDown32, nextUp32 } from '../../src/numeric/float32.ts'
import type { Network } from '../../src/network/network.ts'
import { integer, noise, pick } from '../network/random.ts'
import { randomSubject, type Subject } from '../network/randomSubject.ts'
import type { Bounds } from '../../src/numeric/bounds.ts'
import type { OutputBounds } from '../../src/proof/intervalBounds.ts'
import type { InputBox, Region } from '../../src/proof/region.ts'

/** Sizes of weights and inputs: usual, subnormal, about to underflow and about to overflow. */
export const scales = [1, 1, 1, 1, 0.1, 10, 1e-40, 1e-38, 1e-20, 1e18, 1e30, FLOAT32_MAX]
const radii = [0, -1, 1e-7, 1e-3, 0.1, 1]

/** A model whose weight tensors are of usual sizes, as most are, or of any; sometimes its weights are an input. */
export function randomProblem(random: () => number): Subject {
  const usual = random() < 0.6
  return randomSubject(random, () => (usual ? 0.7 : pick(random, scales)))
}

/** The network of such a model, which is gone. */
export function randomNetwork(random: () => number): Network {
  const { network, dispose } = randomProblem(random)
  dispose()
  return network
}

/**
 * A region without phases and `count` rows of its inputs, corners among them. Its boxes are around a random centre: a
 * point, one float in every direction (-1), or a radius; or rows of letters, some of them fixed and some ruled out.
 */
export function randomRegion(
  random: () => number,
  network: Network,
  count = 10,
): { region: Region; rows: Float32Array[][] } {
  const scale = pick(random, scales)
  const radius = pick(random, radii)
  const boxes = network.inputs.map(({ size }) =>
    random() < 0.3 ? letterBox(random, size) : aroundBox(random, size, scale, radius),
  )
  const corner = (share: number): Float32Array[] => boxes.map((box) => rowIn(box, random, () => share))
  const rows = [corner(0), corner(1)]
  while (rows.length < count) {
    const isCorner = rows.length % 2 === 0
    rows.push(boxes.map((box) => rowIn(box, random, isCorner ? () => Math.round(random()) : random)))
  }
  return { region: { boxes, phases: [] }, rows }
}

function aroundBox(random: () => number, size: number, scale: number, radius: number): InputBox {
  const clip = (value: number): number => Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, value))
  const centre = Float32Array.from({ length: size }, () => noise(random, scale))
  const around = (sign: number): Float32Array =>
    centre.map((value) => {
      if (radius === 0) return value
      if (radius === -1) return clip(sign > 0 ? nextUp32(value) : nextDown32(value))
      return clip(value + sign * radius * scale)
    })
  return { lo: around(-1), hi: around(1) }
}

function letterBox(random: () => number, size: number): InputBox {
  const letters = pick(
    random,
    Array.from({ length: size }, (_, i) => i + 1).filter((divisor) => size % divisor === 0),
  )
  const box = { lo: new Float32Array(size), hi: new Float32Array(size).fill(1), letters }
  for (let row = 0; row < size; row += letters) {
    const kept = row + integer(random, 0, letters - 1)
    const share = random() < 0.3 ? 1 : 0.3
    for (let i = row; i < row + letters; i++) if (i !== kept && random() < share) box.hi[i] = 0
    // That a letter is the only one left shows in its lower bound or not.
    if (share === 1 && random() < 0.5) box.lo[kept] = 1
  }
  return box
}

/**
 * A row of the box: each number that share of the way from its lowest to its highest value; each letter any that is
 * allowed.
 */
function rowIn({ lo, hi, letters }: InputBox, random: () => number, share: () => number): Float32Array {
  if (letters === undefined)
    return lo.map((low, i) => {
      const s = share()
      // Both ends weighted apart: their difference may overflow.
      return Math.min(hi[i]!, Math.max(low, s === 0 ? low : s === 1 ? hi[i]! : low * (1 - s) + hi[i]! * s))
    })
  const row = new Float32Array(lo.length)
  for (let first = 0; first < lo.length; first += letters) {
    const places = Array.from({ length: letters }, (_, k) => first + k)
    const fixed = places.filter((place) => lo[place] === 1)
    row[pick(random, fixed.length > 0 ? fixed : places.filter((place) => hi[place] === 1))] = 1
  }
  return row
}

/** The smallest part of a region that holds two of its rows; of letters all that either row has. */
export function partOf({ boxes, phases }: Region, a: readonly Float32Array[], b: readonly Float32Array[]): Region {
  return {
    boxes: boxes.map(({ letters }, i) => ({
      lo: a[i]!.map((value, k) => Math.min(value, b[i]![k]!)),
      hi: a[i]!.map((value, k) => Math.max(value, b[i]![k]!)),
      ...(letters === undefined ? {} : { letters }),
    })),
    phases,
  }
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

/** Bounds of numbers, those at `nan` of which may be NaN. */
export function numbersIn(lo: readonly number[], hi: readonly number[] = lo, nan: readonly number[] = []): Bounds {
  const bounds = { lo: Float64Array.from(lo), hi: Float64Array.from(hi), nan: new Uint8Array(lo.length) }
  for (const i of nan) bounds.nan[i] = 1
  return bounds
}
