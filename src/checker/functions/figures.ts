import { demand } from '../demand.ts'
import type { Certificate, Figures } from '../format/certificate.ts'

type Worst = { relative: number; absolute: number; least: number; most: number; nan: boolean }

/** What figures say of all float32 numbers in [lo, hi] together. */
export function worst(regions: Figures, lo: number, hi: number): Worst {
  const all = { relative: 0, absolute: 0, least: Infinity, most: -Infinity, nan: false }
  for (let k = 0; k < regions.length && regions[k]![0] <= hi; k++) {
    if (k + 1 < regions.length && regions[k + 1]![0] <= lo) continue
    const [, relative, absolute, least, most, nan] = regions[k]!
    all.relative = Math.max(all.relative, relative)
    all.absolute = Math.max(all.absolute, absolute)
    all.least = Math.min(all.least, least)
    all.most = Math.max(all.most, most)
    all.nan ||= nan
  }
  return all
}

/** @throws Rejection where there are none */
export function figureOf(figures: Certificate['figures'], name: string, parameter: number): Figures {
  const found = figures.find((one) => one.name === name && one.parameter === parameter)
  demand(found !== undefined, `it does not say how far ${name} is off`)
  return found.regions
}
