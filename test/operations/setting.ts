import type { BackendName } from '../../src/backend/name.ts'
import type { Setting } from '../../src/operations/rules.ts'

/** Bounds on a backend, of what reads no letters. */
export const settingOn = (backend: BackendName): Setting => ({ backend, letters: () => undefined })
