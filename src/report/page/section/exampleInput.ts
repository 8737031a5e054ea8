import { describeValues } from '../../../claim/describeValues.ts'
import type { Matter, Verdict } from '../../../claim/verdict.ts'
import { formatExact } from '../../formatNumber.ts'
import { heatStrip } from '../chart/heatStrip.ts'
import { type Html, html } from '../html/html.ts'
import { letterNames, placesOf } from './letters.ts'
import { lettersStrip } from './lettersStrip.ts'

/** Numbers up to this many are written out one by one. */
const WRITTEN = 12

const KEY = 'Positive numbers stand above the middle, negative ones below, the largest darkest.'

/**
 * One input of an example: a number, a few of them, letters, or a strip of many numbers with those that are not 0 in
 * words.
 */
export function exampleInput(
  name: string,
  values: readonly number[],
  domain: Verdict['domains'][string] | undefined,
  alphabet: string | undefined,
  matters: readonly Matter[],
): Html {
  return html`<div class="input">
    <h4><bdi>${name}</bdi> <span class="shape">${(domain?.shape ?? [values.length]).join('×')}</span></h4>
    ${content(values, domain, alphabet, matters)}
  </div>`
}

function content(
  values: readonly number[],
  domain: Verdict['domains'][string] | undefined,
  alphabet: string | undefined,
  matters: readonly Matter[],
): Html {
  const places = placesOf(values, domain)
  if (places) return lettersStrip(places, letterNames(domain!.shape[1]!, alphabet), matters)
  if (values.length <= WRITTEN)
    return html`<ul class="numbers">
      ${values.map((value) => html`<li>${formatExact(value)}</li>`)}
    </ul>`
  const strip = heatStrip(values, domain?.shape ?? [])
  return html`${strip}
    <p class="values">${strip ? `${KEY} ` : summary(values)}${describeValues(values)}</p>`
}

/** What there is to say of more numbers than can be drawn. */
function summary(values: readonly number[]): string {
  const [lo, hi] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity])
  const others = values.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)
  return `${values.length} numbers from ${formatExact(lo)} to ${formatExact(hi)}, ${others} of them not 0: `
}
