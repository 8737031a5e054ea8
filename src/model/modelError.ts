import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { unreadable } from './files.ts'

/** What is thrown for a model that cannot be made of what its file says: the file is named, and the code is stable. */
export function modelError(file: string, error: unknown): OvershootError {
  const { code, message } = error instanceof OvershootError ? error : { code: undefined, message: String(error) }
  if (code === 'MODEL_UNREADABLE' || code === 'FILE_UNREADABLE') return error as OvershootError
  if (code === 'SETTING_UNSUPPORTED') return new OvershootError(code, `${brief(file)}: ${message}`, { cause: error })
  const why = error instanceof Error ? error.message : message
  // tf.js goes on to guess why.
  const [, unknown] = /^Unknown layer: (.*)\. This may be/.exec(why) ?? []
  if (unknown === undefined) return unreadable(file, brief(why), error)
  const layer = brief(unknown, 120)
  return unreadable(file, `tf.js has no layer ${layer}. Register a class for it (--register, { register })`, error)
}
