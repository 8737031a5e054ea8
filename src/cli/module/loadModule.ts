import { resolve } from 'node:path'
import { createJiti } from 'jiti'
import { tf } from '../../backend/tf.ts'
import type { Claim } from '../../claim/claim.ts'
import { OvershootError, reasonOf } from '../../errors.ts'
import { collectClaims } from './collectClaims.ts'
import { moduleUnreadable } from '../../report/module/moduleUnreadable.ts'
import { readSource } from './readSource.ts'
import { nearNames } from '../spelling/nearNames.ts'

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
 * Imports a module, TypeScript or JavaScript. In it `overshoot` and `@tensorflow/tfjs` are this very instance, wherever
 * it lies. A backend must run already.
 * @throws CLAIMS_MODULE_UNREADABLE for a module that is missing, fails or exports no claim; an OvershootError that it
 * met keeps its code
 */
export async function loadModule(path: string): Promise<ClaimsModule> {
  const file = resolve(path)
  const source = await readSource(path)
  const exports = await importModule(file).catch((error: unknown) => {
    const reason = asWritten(reasonOf(error))
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
    virtualModules: { overshoot: strictExports('overshoot', await import('../../index.ts')), '@tensorflow/tfjs': tf },
  })
  const exports = await jiti.import<Record<string, unknown>>(file)
  return typeof exports === 'object' && exports !== null ? exports : { default: exports }
}

/**
 * A message in which imported names are as they are written: not as the transformed module spells them,
 * `(0, _shared.name)`.
 */
function asWritten(message: string): string {
  return message.replaceAll(/\(0 ?, _\w+\.([\w$]+)\)/g, '$1, which is imported,')
}

/** What module loaders ask of every module, whether it has it or not. */
const probed: ReadonlySet<string> = new Set(['default', '__esModule', 'then'])

/**
 * The exports of a module for jiti, such that importing a name that is not among them is an error which tells the names
 * that are near: a misspelt import is otherwise undefined, until it is called. jiti looks names that a module lacks up
 * in its default export, which is here what throws; `in` and `Object.keys` see nothing of it.
 * @throws CLAIMS_MODULE_UNREADABLE when such a name is asked for
 */
function strictExports<Exports extends object>(name: string, exports: Exports): Exports {
  const known = Object.keys(exports).sort()
  const strict = new Proxy(
    { ...exports },
    {
      get(target, key, receiver): unknown {
        if (typeof key !== 'string' || key in target || probed.has(key)) return Reflect.get(target, key, receiver)
        const near = nearNames(key, known)
        const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it exports ${known.join(', ')}`
        throw new OvershootError('CLAIMS_MODULE_UNREADABLE', `'${name}' exports no ${key}: ${hint}`)
      },
    },
  )
  return Object.defineProperty({ ...exports }, 'default', { value: strict })
}
