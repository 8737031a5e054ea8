import { fromBits32, shortest32, toBits32 } from '../../numeric/float32.ts'

/** Readable numbers, equal neighbours as `[how often, number]`. */
export type Runs = (number | [count: number, value: number])[]

/** Fewer equal neighbours than this are written one by one. */
const RUN = 4

/** Float32 numbers as shortest decimals, for people. */
export function toRuns(values: Float32Array): Runs {
  return runsOf(values).flatMap(({ value, count }): Runs => {
    const shortest = shortest32(value)
    return count < RUN ? Array.from({ length: count }, () => shortest) : [[count, shortest]]
  })
}

/** Float32 numbers as their bits, eight hexadecimal digits each, `*n` after what stands there n times: exact. */
export function toBitRuns(values: Float32Array): string {
  return runsOf(values)
    .flatMap(({ value, count }) => {
      const bits = toBits32(value)
      return count < RUN ? Array.from({ length: count }, () => bits) : [`${bits}*${count}`]
    })
    .join(' ')
}

/** The `size` numbers that bits stand for; undefined for any other text. */
export function fromBitRuns(text: string, size: number): Float32Array | undefined {
  const values = new Float32Array(size)
  let at = 0
  for (const run of text.split(' ')) {
    const [, bits, times = '1'] = /^([0-9a-f]{8})(?:\*([1-9]\d{0,9}))?$/.exec(run) ?? []
    const end = at + Number(times)
    if (bits === undefined || end > size) return undefined
    values.fill(fromBits32(bits), at, end)
    at = end
  }
  return at === size ? values : undefined
}

/** Do the readable numbers say the same, each the same float32? */
export function agrees(runs: Runs, values: Float32Array): boolean {
  let at = 0
  for (const run of runs) {
    const [count, value] = typeof run === 'number' ? [1, run] : run
    const end = at + count
    if (end > values.length) return false
    for (; at < end; at++) if (!Object.is(Math.fround(value), values[at])) return false
  }
  return at === values.length
}

function runsOf(values: Float32Array): { value: number; count: number }[] {
  const found: { value: number; count: number }[] = []
  for (const value of values) {
    const last = found.at(-1)
    if (last && Object.is(last.value, value)) last.count++
    else found.push({ value, count: 1 })
  }
  return found
}
