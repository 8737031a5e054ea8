import { cut } from '../bounds/box.ts'
import type { Region } from '../bounds/known.ts'
import { demand } from '../demand.ts'
import type { Box, Network, Split } from '../format/certificate.ts'
import { isFloat32 } from '../numeric/float32.ts'

type Halves = readonly [left: Region, right: Region]
type Of<Kind> = Extract<Split, { kind: Kind }>

/** Two parts that hold all of a region between them. @throws Rejection for a split that does not fit */
export function split(network: Network, region: Region, node: Split): Halves {
  if (node.kind === 'phase') return splitPhase(network, region, node)
  demand(node.input < region.boxes.length, 'it splits an input that there is not')
  const box = region.boxes[node.input]!
  const halves = node.kind === 'letters' ? splitLetters(box, node) : splitNumber(box, node)
  const put = (half: Box): Region => withBox(region, node.input, half)
  return [put(halves[0]), put(halves[1])]
}

/** A region with another box for one input. */
export const withBox = (region: Region, input: number, box: Box): Region => {
  return { ...region, boxes: region.boxes.map((one, i) => (i === input ? box : one)) }
}

/** A number that is NaN has no sign: it stays possible in both parts. */
function splitPhase({ operations }: Network, { boxes, phases }: Region, node: Of<'phase'>): Halves {
  const operation = operations[node.operation]
  const read = operation?.kind === 'elementwise' ? operation.reads[0]! : -1
  demand(node.index < (operations[read]?.size ?? 0), 'it splits by the sign of a number that there is not')
  const half = (sign: 1 | -1): Region => ({ boxes, phases: [...phases, { ...node, sign }] })
  return [half(1), half(-1)]
}

function splitLetters({ hi, letters }: Box, node: Of<'letters'>): readonly [Box, Box] {
  demand(letters !== undefined, 'an input of numbers has no letters')
  demand(node.row < hi.length / letters, 'it splits a row that there is not')
  const isLeft = (i: number): boolean => node.letters.includes(i % letters)
  const half = (left: boolean): Float32Array =>
    Float32Array.from(hi, (one, i) => (Math.floor(i / letters) === node.row && isLeft(i) !== left ? 0 : one))
  return [spell(half(true), letters), spell(half(false), letters)]
}

function splitNumber(box: Box, { index, at }: Of<'number'>): readonly [Box, Box] {
  const isSound = box.letters === undefined && isFloat32(at) && box.lo[index]! <= at && at < box.hi[index]!
  demand(isSound, 'a number is split outside its box')
  return cut(box, index, at)
}

/** One-hot rows with the letters whose `hi` is 1. */
export function spell(hi: Float32Array, letters: number): Box {
  const count = hi.map((_, i) => hi.subarray(i - (i % letters), i - (i % letters) + letters).reduce((a, b) => a + b))
  demand(
    hi.every((one, i) => (one === 0 || one === 1) && count[i]! > 0),
    'a row has no letter',
  )
  return { lo: hi.map((one, i) => (one === 1 && count[i] === 1 ? 1 : 0)), hi, letters }
}
