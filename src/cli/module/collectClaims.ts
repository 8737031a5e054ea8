import type { Claim } from '../../claim/claim.ts'

/**
 * All claims among a module's exports: claims themselves, in arrays and in nested plain objects; a claim that is
 * exported twice counts once. `source` gives the order of the exports, which module namespaces sort by name.
 */
export function collectClaims(exports: Readonly<Record<string, unknown>>, source = ''): Claim[] {
  const found = new Set<Claim>()
  const visited = new Set<unknown>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || visited.has(value)) return
    visited.add(value)
    if (isClaim(value)) found.add(value)
    else if (Array.isArray(value)) for (const item of value) visit(item)
    else if (isPlain(value)) for (const item of Object.values(value)) visit(item)
  }
  const names = Object.keys(exports)
  const places = new Map(names.map((name) => [name, placeOf(name, source)]))
  for (const name of names.sort((a, b) => places.get(a)! - places.get(b)!)) visit(exports[name])
  return Array.from(found)
}

/** Where a name is exported in the source: at its declaration, else where it first stands, else after all others. */
function placeOf(name: string, source: string): number {
  const word = `(?<![\\w$])${name.replace(/[$]/g, '\\$')}(?![\\w$])`
  const patterns =
    name === 'default'
      ? ['export\\s+default', `as\\s+default`, 'module\\.exports']
      : [`(?:const|let|var)\\s+${word}`, word]
  const places = patterns.map((pattern) => source.search(new RegExp(pattern)))
  return places.find((place) => place >= 0) ?? source.length
}

/** By shape: a claims module may have loaded another copy of the package. */
function isClaim(value: object): value is Claim {
  const { name, model, inputs, holds } = value as Partial<Claim>
  return (
    typeof name === 'string' &&
    Array.isArray(inputs) &&
    typeof holds?.kind === 'string' &&
    typeof model?.predictOnBatch === 'function'
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
