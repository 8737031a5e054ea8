import { OvershootError } from '../../errors.ts'

/** What to throw for a claims module that cannot be used. */
export function moduleUnreadable(path: string, reason: string, cause?: unknown): OvershootError {
  return new OvershootError('CLAIMS_MODULE_UNREADABLE', `${path}: ${reason}`, { cause })
}
