/** Characters that all networks of a page may take together: it has to open quickly. */
export const ROOM = 1_000_000
/** Models that are named when they are left out. */
const NAMED = 5

/** Says in a caption which models are left out, each with its reason. */
export function describeLeftOut(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  return `Left out: ${names.slice(0, NAMED).join(', ')}${more}.`
}
