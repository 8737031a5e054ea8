import { formatNumber, onOneLine } from '../../report/index.ts'
import type { VerifyProgress } from '../../verify/options.ts'
import type { Output } from './io.ts'

/** Milliseconds between two changes: what people can read, and next to no work. */
const PAUSE = 100

export interface ProgressLine {
  show(progress: VerifyProgress, place: string): void
  clear(): void
}

/** Milliseconds between two lines where the output is no terminal: signs of life in a log, none for short work. */
const LOG_PAUSE = 10_000

/** Says what is going on: one line of a terminal that changes, plain lines now and then where the output is none. */
export function progressLine(output: Output, logPause: number = LOG_PAUSE): ProgressLine {
  const isTerminal = output.isTTY === true
  let last = isTerminal ? -Infinity : performance.now()
  const clear = () => void (isTerminal && output.write('\r\u001B[2K'))
  return {
    clear,
    show({ claim, phase, cases, regions, observed: [lo, hi] }, place) {
      if (performance.now() - last < (isTerminal ? PAUSE : logPause)) return
      last = performance.now()
      const seen = lo <= hi ? `, [${formatNumber(lo, 'down')}, ${formatNumber(hi, 'up')}]` : ''
      const done = regions === undefined ? `${cases} cases` : `${regions} ${regions === 1 ? 'region' : 'regions'}`
      const text = `${place} ${phase}, ${done}${seen}: ${onOneLine(claim)}`
      clear()
      output.write(isTerminal ? text.slice(0, (output.columns ?? 80) - 1) : `${text}\n`)
    },
  }
}
