import { OvershootError } from '../../errors.ts'
import { nearNames } from '../spelling/nearNames.ts'

/** What module loaders ask of every module, whether it has it or not. */
const probed: ReadonlySet<string> = new Set(['default', '__esModule', 'then'])

/**
 * The exports of a module for jiti, such that importing a name that is not among them is an error which tells the names
 * that are near: a misspelt import is otherwise undefined, until it is called. jiti looks names that a module lacks up
 * in its default export, which is here what throws; `in` and `Object.keys` see nothing of it.
 * @throws CLAIMS_MODULE_UNREADABLE when such a name is asked for
 */
export function strictExports<Exports extends object>(name: string, exports: Exports): Exports {
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
