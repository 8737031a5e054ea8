import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createJiti } from 'jiti'
import { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import { OvershootError } from '../errors.ts'
import { collectClaims } from './collectClaims.ts'
import { moduleUnreadable } from './moduleUnreadable.ts'

/** What a claims module has to say. */
export interface ClaimsModule {
  readonly path: string
  readonly claims: readonly Claim[]
  /** Its export `data`, unchecked: see `ClaimsData`. */
  readonly data: unknown
  /** Its export `report`, unchecked: see `ReportSource`. */
  readonly report: unknown
}

/**
 * Imports a module, TypeScript or JavaScript. In it `overshoot` and `@tensorflow/tfjs` are this very instance, wherever it
 * lies. A backend must run already.
 * @throws CLAIMS_MODULE_UNREADABLE for a module that is missing, fails or exports no claim; an OvershootError that it met
 * keeps its code
 */
export async function loadModule(path: string): Promise<ClaimsModule> {
  const file = resolve(path)
  const source = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const isFolder = error.code === 'EISDIR'
    throw moduleUnreadable(
      path,
      isFolder ? 'a folder is no claims module; for a model use check' : error.message,
      error,
    )
  })
  const exports = await importModule(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof OvershootError) throw new OvershootError(error.code, `${path}: ${reason}`, { cause: error })
    throw moduleUnreadable(path, reason, error)
  })
  const claims = collectClaims(exports, source)
  if (claims.length > 0) return { path, claims, data: exports['data'], report: exports['report'] }
  const names = Object.keys(exports)
  throw moduleUnreadable(
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
