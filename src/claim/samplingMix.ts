import type { Domain } from './domain.ts'
import { letterMix } from './oneHot.ts'
import { mix } from './sampleNumbers.ts'

/** One way of drawing a row. */
export interface SamplingRecipe {
  readonly recipe: string
  /** Rows of this recipe are `weight` in the sum of all weights. */
  readonly weight: number
}

/** How the random cases of a domain are drawn: each row by one recipe, chosen by weight. */
export function samplingMix(domain: Domain): SamplingRecipe[] {
  return (domain.kind === 'oneHot' ? letterMix : mix).map(({ recipe, weight }) => ({ recipe, weight }))
}

/** `samplingMix` in words, one recipe a line with its share of the rows. */
export function describeSampling(domain: Domain): string {
  const recipes = samplingMix(domain)
  const total = recipes.reduce((sum, { weight }) => sum + weight, 0)
  return [
    `rows of ${domain.description}:`,
    ...recipes.map(({ recipe, weight }) => `${percent(weight / total).padStart(8)}  ${recipe}`),
  ].join('\n')
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`
}
