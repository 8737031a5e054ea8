import { OvershootError, reasonOf } from '../../errors.ts'
import { moduleUnreadable } from './moduleUnreadable.ts'

/**
 * What a module exports under a name, as it is or as a function that gives it.
 * @throws CLAIMS_MODULE_UNREADABLE where the function throws; an OvershootError keeps its code
 */
export async function exportedValue(
  exported: unknown,
  { path, name, given = [] }: { path: string; name: string; given?: readonly unknown[] },
): Promise<unknown> {
  if (typeof exported !== 'function') return exported
  try {
    return await (exported as (...of: readonly unknown[]) => unknown)(...given)
  } catch (error) {
    if (error instanceof OvershootError) throw error
    throw moduleUnreadable(path, `${name}: ${reasonOf(error)}`, error)
  }
}
