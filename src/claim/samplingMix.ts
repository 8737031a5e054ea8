import type { Domain, SamplingRecipe } from './domain.ts'

/** How the random cases of a domain are drawn: each row by one recipe, chosen by weight. */
export function samplingMix(domain: Domain): SamplingRecipe[] {
  return domain.recipes.map(({ recipe, weight }) => ({ recipe, weight }))
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
