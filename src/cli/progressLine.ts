import { formatNumber, onOneLine } from '../report/index.ts'
import type { VerifyProgress } from '../verify/options.ts'
import type { Output } from './io.ts'

/** Milliseconds between two changes: what people can read, and next to no work. */
const PAUSE = 100

export interface ProgressLine {
  show(progress: VerifyProgress, place: string): void
  clear(): void
}

/** One line of a terminal that says what is going on; nothing where the output is no terminal. */
export function progressLine(output: Output): ProgressLine {
  if (output.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  let last = -Infinity
  const clear = () => void output.write('\r\u001B[2K')
  return {
    clear,
    show({ claim, phase, cases, observed: [lo, hi] }, place) {
      if (performance.now() - last < PAUSE) return
      last = performance.now()
      const seen = lo <= hi ? `, [${formatNumber(lo, 'down')}, ${formatNumber(hi, 'up')}]` : ''
      const text = `${place} ${phase}, ${cases} cases${seen}: ${onOneLine(claim)}`
      clear()
      output.write(text.slice(0, (output.columns ?? 80) - 1))
    },
  }
}
