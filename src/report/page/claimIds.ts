const LONGEST = 60

/**
 * The id of each verdict's row, from its claim's name: links to it stay good when claims are added. A name that comes
 * again, or has no letter or digit to make an id of, also gets its place.
 */
export function claimIds(verdicts: readonly { readonly claim: string }[]): string[] {
  const taken = new Set<string>()
  return verdicts.map(({ claim }, i) => {
    const name = slug(claim)
    const id = name === '' || taken.has(name) ? `${name}--${i + 1}` : name
    taken.add(id)
    return `claim-${id}`
  })
}

/** No two hyphens in a row, so that a place after two of them is never part of another name. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/gu) ?? []
  return words.join('-').slice(0, LONGEST).replace(/-$/u, '')
}
