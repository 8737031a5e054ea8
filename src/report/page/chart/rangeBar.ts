import type { Verdict } from '../../../claim/verdict.ts'
import { formatNumber } from '../../formatNumber.ts'
import { formatCertified, formatObserved } from '../../formatRange.ts'
import { type Html, html } from '../html/html.ts'
import { rangeAxis } from './rangeAxis.ts'
import { linearScale, niceTicks, px, type Scale } from './scale.ts'

const WIDTH = 320
const HEIGHT = 54
/** Room at both ends for the arrows and breaks of ranges that go on. */
const EDGE = 14
const BASE = 38
/** Labels closer than this would touch. */
const APART = 34

/**
 * A verdict's ranges above one another: the certified one outside, the observed one inside, what is claimed a band
 * behind, and a diamond for the example's output. Ends beyond the axis are breaks, ends without limit arrows.
 */
export function rangeBar(verdict: Verdict): Html {
  const { claimed, certified, observed } = verdict
  const [lo, hi] = rangeAxis(verdict)
  const x = linearScale(lo, hi, EDGE, WIDTH - EDGE)
  const example = (verdict.counterexample ?? verdict.witness)?.output
  return html`<svg class="range-bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${rangeWords(verdict)}">
    ${claimed && band(claimed, x)}
    <path class="axis" d="M0 ${BASE}H${WIDTH}" />
    ${labels(verdict, lo, hi, x)}
    ${bar('certified', certified, x, lo, hi, 12, 12)}${bar('observed', observed, x, lo, hi, 15, 6)}
    ${example !== undefined && example >= lo && example <= hi && html`<path class="example" d="M${px(x(example))} 11l5 7l-5 7l-5 -7z" />`}
  </svg>`
}

/** The same in words. */
export function rangeWords(verdict: Verdict): string {
  const { claimed, counterexample, witness } = verdict
  const example = counterexample ?? witness
  return [
    claimed === undefined ? 'Claimed: unbounded' : `Claimed: ${verdict.holds}`,
    `certified: ${formatCertified(verdict)}`,
    `observed: ${formatObserved(verdict).replace('–', 'no output')}`,
    ...(example ? [`${counterexample ? 'counterexample' : 'witness'}: ${formatNumber(example.output)}`] : []),
  ].join('; ')
}

function band([from, to]: readonly [number, number], x: Scale): Html {
  const [left, right] = [Math.max(0, x(from)), Math.min(WIDTH, x(to))]
  const ends = [from, to].filter(Number.isFinite).map((value) => `M${px(x(value))} 2V${BASE}`)
  return html`<path class="claimed" d="M${px(left)} 2H${px(right)}V${BASE}H${px(left)}z" /><path
      class="claimed-end"
      d="${ends.join('')}"
    />`
}

/** A bar with its ends: square, or a break where it is cut off, or an arrow where it has no end. */
function bar(
  name: string,
  [from, to]: readonly [number, number],
  x: Scale,
  lo: number,
  hi: number,
  top: number,
  height: number,
): Html | false {
  if (Number.isNaN(from) || Number.isNaN(to)) return false
  const [left, right] = [from < lo ? 2 : Math.min(x(from), WIDTH - 2), to > hi ? WIDTH - 2 : Math.max(x(to), 2)]
  // A range of one value is still seen.
  const spare = Math.max(0, 3 - (right - left)) / 2
  const body = `M${px(left - spare)} ${top}H${px(right + spare)}v${height}H${px(left - spare)}z`
  const middle = top + height / 2
  const size = height / 2 + 3
  const marks = [
    end(from < lo, from === -Infinity, 0, 1, middle, size),
    end(to > hi, to === Infinity, WIDTH, -1, middle, size),
  ]
  return html`<path
      class="${name}"
      d="${body}"
    />${marks.some(Boolean) && html`<path class="${name} goes-on" d="${marks.join('')}" />`}`
}

function end(beyond: boolean, endless: boolean, at: number, inward: 1 | -1, middle: number, size: number): string {
  if (!beyond) return ''
  if (endless) return `M${at + inward * size} ${middle - size}L${at} ${middle}L${at + inward * size} ${middle + size}`
  return [5, 9].map((gap) => `M${at + inward * (gap + 2) + 2} ${middle - size}l-4 ${2 * size}`).join('')
}

/** The claimed ends first: others are named where there is room. */
function labels({ claimed = [] as never }: Verdict, lo: number, hi: number, x: Scale): Html[] {
  const shown: { value: number; said: boolean }[] = []
  const add = (value: number, said: boolean) => {
    const at = x(value)
    if (shown.every((other) => Math.abs(x(other.value) - at) >= APART)) shown.push({ value, said })
  }
  for (const value of claimed) if (Number.isFinite(value)) add(value, true)
  for (const value of niceTicks(lo, hi, 5)) add(value, false)
  return shown.map(
    ({ value, said }) =>
      html`<path class="tick" d="M${px(x(value))} ${BASE}v3" /><text
          class="${said ? 'said' : 'other'}"
          x="${px(x(value))}"
          y="51"
          >${formatNumber(value, 'nearest', said ? 5 : 3)}</text
        >`,
  )
}
