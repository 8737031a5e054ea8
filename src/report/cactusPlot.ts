import { type Html, html } from './page/html/html.ts'
import { linearScale, niceTicks, px } from './page/chart/scale.ts'

const [WIDTH, HEIGHT] = [640, 400]
const [LEFT, TOP] = [64, 40]
/** Where the plot ends to the right, and below. */
const [END, BASE] = [WIDTH - 24, HEIGHT - 56]

/**
 * A cactus plot as an SVG file: how many of `count` instances are solved within how many seconds each, the fastest
 * first, on a logarithmic axis. `title` and what the plot says stand in it for those who cannot see it.
 */
export function cactusPlot(title: string, seconds: readonly number[], count: number): string {
  // Nobody waits for less than a millisecond.
  const times = seconds.map((time) => Math.max(time, 1e-3)).sort((a, b) => a - b)
  const [low, high] = [Math.floor(Math.log10(times[0] ?? 1)), Math.ceil(Math.log10(times.at(-1) ?? 10) + 1e-9)]
  const x = linearScale(0, count, LEFT, END)
  const y = linearScale(low, Math.max(high, low + 1), BASE, TOP)
  const points = times.map((time, i) => [x(i + 1), y(Math.log10(time))] as const)
  const powers = Array.from({ length: Math.max(high, low + 1) - low + 1 }, (_, i) => low + i)
  const drawing = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="${WIDTH}"
    height="${HEIGHT}"
    role="img"
    aria-labelledby="title words"
    font-family="system-ui, sans-serif"
    font-size="12"
    fill="#222"
  >
    <title id="title">${title}</title>
    <desc id="words">${wordsFor(times, count)}</desc>
    <rect width="${WIDTH}" height="${HEIGHT}" fill="#fff" />
    <text x="${LEFT}" y="${TOP - 18}" font-size="14">${title}</text>
    ${powers.map((power) => tick(power, px(y(power))))}
    <path d="M${LEFT} ${BASE}H${END}" stroke="#555" />
    ${niceTicks(0, count, 8)
      .filter((solved) => Number.isInteger(solved))
      .map((solved) => mark(solved, px(x(solved))))}
    <text x="${END}" y="${HEIGHT - 12}" text-anchor="end">instances solved, of ${count}</text>
    <text x="12" y="${TOP}" transform="rotate(-90 12 ${TOP})" dy="0.8em" text-anchor="end">seconds each</text>
    <path
      d="${points.map(([left, top], i) => `${i === 0 ? 'M' : 'L'}${px(left)} ${px(top)}`).join('')}"
      fill="none"
      stroke="#0b62a4"
      stroke-width="2"
    />
    ${points.length <= 200 && points.map(([left, top]) => html`<circle cx="${px(left)}" cy="${px(top)}" r="2.5" fill="#0b62a4" />`)}
  </svg> `
  return String(drawing)
}

function wordsFor(times: readonly number[], count: number): string {
  const last = times.at(-1)
  if (last === undefined) return `None of ${count} instances is solved.`
  return `${times.length} of ${count} instances are solved, each within ${Number(last.toPrecision(3))} seconds.`
}

function tick(power: number, at: string): Html {
  return html`<path d="M${LEFT} ${at}H${END}" stroke="#ddd" /><text
      x="${LEFT - 8}"
      y="${at}"
      dy="0.32em"
      text-anchor="end"
      >${Number(`1e${power}`)}</text
    >`
}

function mark(solved: number, at: string): Html {
  return html`<path d="M${at} ${BASE}v5" stroke="#555" /><text x="${at}" y="${BASE + 20}" text-anchor="middle"
      >${solved}</text
    >`
}
