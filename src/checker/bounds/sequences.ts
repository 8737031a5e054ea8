import { spend } from '../budget.ts'
import { demand } from '../demand.ts'
import { apply } from '../functions/curves.ts'
import { type Known, upper } from './backward.ts'
import { figureOf } from '../operations/results.ts'
import { size } from '../numeric/bounds.ts'

/**
 * The most that `sign` times number `index` of operation `target` can be over all strings of a one-hot input: a constant and a
 * sum over the results of the elementwise operation `hidden`, each of which sees a window of rows. Row by row it is known
 * what the windows that have ended add at most, for each word of the letters that later ones see.
 */
export function longest(
  known: Known,
  target: number,
  index: number,
  sign: number,
  hidden: number,
  input: number,
): number {
  const { network, figures } = known.certificate
  const [curve, source] = [network.operations[hidden], network.operations[input]]
  demand(curve?.kind === 'elementwise' && source?.kind === 'input', 'no sequence is read where it says so')
  const { letters, hi } = known.region.boxes[source.input]!
  demand(letters !== undefined, 'what it calls a sequence has no letters')
  const rows = Array.from({ length: source.size / letters }, (_, row) => row)
  const { budget } = known.certificate
  const form = upper(known, target, index, sign, hidden)
  const windows = Array.from(form.slopes ?? []).flatMap((c, i) => {
    if (c === 0) return []
    // What the curve reads is within -ends[0] and ends[1], sums over the input.
    const ends = [-1, 1].map((end) => upper(known, curve.reads[0]!, i, end, input))
    const isSeen = (row: number): boolean =>
      ends.some(({ slopes }) => slopes?.subarray(row * letters, (row + 1) * letters).some((slope) => slope !== 0))
    const [first, last] = [rows.find(isSeen) ?? 0, rows.findLast(isSeen) ?? 0]
    const sums = ends.map(({ constant, slopes }) => {
      return [constant, ...(slopes ?? new Float64Array(source.size)).subarray(first * letters, (last + 1) * letters)]
    })
    const [a, result] = [curve.parameter[i % curve.parameter.length]!, known.ranges[hidden]![i]!]
    return [
      { c, a, last, width: last - first + 1, sums, result, key: [curve.name, a, ...sums.flat(), ...result].join() },
    ]
  })
  const width = Math.max(1, ...windows.map((window) => window.width))
  const table = letters ** width
  demand(
    table * rows.length < 2 ** 27 && table * new Set(windows.map(({ key }) => key)).size < 2 ** 27,
    'its windows see too many letters',
  )
  spend(budget, table * (rows.length + windows.length) * 16)

  /** What a window's result is within, for each word that it may see. */
  const resultsOf = ({ a, sums, result }: (typeof windows)[number]): readonly [Float64Array, Float64Array] => {
    const [least, most] = sums.map(([constant, ...slopes]) => {
      let all = Float64Array.of(constant!)
      for (let k = 0; k < slopes.length; k += letters) {
        const shorter = all
        all = new Float64Array(shorter.length * letters)
        for (let word = 0; word < all.length; word++)
          all[word] = shorter[Math.floor(word / letters)]! + slopes[k + (word % letters)]!
      }
      return all
    }) as [Float64Array, Float64Array]
    const regions = figureOf(figures, curve.name, a)
    for (let word = 0; word < most.length; word++) {
      const made = apply(curve.name, a, -least[word]!, most[word]!, regions)
      least[word] = Math.max(made.lo, result[0])
      most[word] = Math.min(made.hi, result[1])
    }
    return [least, most]
  }
  const gains = new Map<string, Float64Array>()
  let best = new Float64Array(letters ** (width - 1))
  for (const row of rows) {
    const ending = windows.filter(({ last }) => last === row)
    const key = ending.map(({ c, key: own }) => `${c} ${own}`).join()
    const gain = gains.get(key) ?? new Float64Array(letters ** width)
    for (const window of gains.has(key) ? [] : ending) {
      const own = known.words.get(window.key) ?? resultsOf(window)
      known.words.set(window.key, own)
      const [c, values] = [window.c, own[window.c > 0 ? 1 : 0]]
      for (let word = 0; word < gain.length; word++) gain[word]! += c * values[word % values.length]!
    }
    gains.set(key, gain)
    const next = new Float64Array(best.length).fill(-Infinity)
    for (let word = 0; word < gain.length; word++) {
      if (hi[row * letters + (word % letters)] !== 1) continue
      const value = best[Math.floor(word / letters)]! + gain[word]!
      if (!(value <= next[word % next.length]!)) next[word % next.length] = value
    }
    best = next
  }
  // Roundings of float64, a few for each window and row; NaN and infinities say nothing.
  const sizes = windows.reduce((sum, { c, result }) => sum + Math.abs(c) * size(result), 0)
  const most =
    best.reduce((a, b) => Math.max(a, b)) + form.constant + (windows.length + rows.length + 4) * 2 ** -52 * sizes
  return sizes < Infinity && most < Infinity ? most : Infinity
}
