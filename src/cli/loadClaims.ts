import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createJiti } from 'jiti'
import { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import { OvershootError } from '../errors.ts'
import { collectClaims } from './collectClaims.ts'

/**
 * Imports modules, TypeScript or JavaScript, and resolves to all claims that they export. In them `overshoot` and
 * `@tensorflow/tfjs` are this very instance, wherever they lie. A backend must run already.
 * @throws CLAIMS_MODULE_UNREADABLE for a module that is missing, fails or exports no claim, and for two claims of one
 * name; an OvershootError that the module met keeps its code
 */
export async function loadClaims(paths: readonly string[]): Promise<Claim[]> {
  const claims = new Map<string, { claim: Claim; path: string }>()
  for (const path of new Set(paths))
    for (const claim of await loadModule(path)) {
      const other = claims.get(claim.name)
      if (other && other.claim !== claim)
        throw unreadable(path, `a claim named ${JSON.stringify(claim.name)} is in ${other.path} too: names must differ`)
      claims.set(claim.name, { claim, path })
    }
  return Array.from(claims.values(), ({ claim }) => claim)
}

async function loadModule(path: string): Promise<Claim[]> {
  const file = resolve(path)
  const source = await readFile(file, 'utf8').catch((error: Error) => {
    throw unreadable(path, error.message, error)
  })
  const exports = await importModule(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof OvershootError) throw new OvershootError(error.code, `${path}: ${reason}`, { cause: error })
    throw unreadable(path, reason, error)
  })
  const claims = collectClaims(exports, source)
  if (claims.length > 0) return claims
  const names = Object.keys(exports)
  throw unreadable(
    path,
    `exports no claim${names.length > 0 ? `, but ${names.join(', ')}` : ''}. Export what claim(...) returns`,
  )
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  const jiti = createJiti(file, {
    fsCache: false,
    virtualModules: { overshoot: await import('../index.ts'), '@tensorflow/tfjs': tf },
  })
  const exports = await jiti.import<Record<string, unknown>>(file)
  return typeof exports === 'object' && exports !== null ? exports : { default: exports }
}

function unreadable(path: string, reason: string, cause?: unknown): OvershootError {
  return new OvershootError('CLAIMS_MODULE_UNREADABLE', `${path}: ${reason}`, { cause })
}
