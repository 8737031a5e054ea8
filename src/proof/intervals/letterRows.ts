import type { Network } from '../../network/network.ts'
import type { LetterRows } from '../../operations/affine/letterRows.ts'
import type { Operation } from '../../operations/index.ts'
import type { InputBox, Region } from '../region.ts'

/** Undefined where an operation reads no one-hot input, or not directly. */
export function letterRows({ operations }: Network, { reads }: Operation, { boxes }: Region): LetterRows | undefined {
  const boxOf = (read: number): InputBox | undefined => {
    const { input } = operations[read]! as { input?: number }
    return input === undefined ? undefined : boxes[input]
  }
  if (!reads.some((read) => boxOf(read)?.letters !== undefined)) return undefined
  const size = reads.reduce((sum, read) => sum + operations[read]!.size, 0)
  const rows: LetterRows = {
    row: new Int32Array(size).fill(-1),
    allowed: new Uint8Array(size),
    choices: new Int32Array(size),
  }
  let at = 0
  let count = 0
  for (const read of reads) {
    const box = boxOf(read)
    if (box?.letters !== undefined) count = addRows(rows, at, box, box.letters, count)
    at += operations[read]!.size
  }
  return rows
}

/** Notes the rows of one input whose numbers begin at `first`; returns how many rows there are now. */
function addRows(rows: LetterRows, first: number, { lo, hi }: InputBox, letters: number, count: number): number {
  for (let from = 0; from < lo.length; from += letters, count++) {
    const fixed = lo.subarray(from, from + letters).findIndex((value) => value > 0)
    for (let k = 0; k < letters; k++) {
      const mayBeOne = fixed >= 0 ? k === fixed : hi[from + k]! >= 1
      rows.row[first + from + k] = count
      rows.allowed[first + from + k] = mayBeOne ? 1 : 0
      if (mayBeOne) rows.choices[count]!++
    }
  }
  return count
}
