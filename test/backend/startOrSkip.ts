import type { BackendName } from '../../src/backend/name.ts'
import { useBackend } from '../../src/backend/useBackend.ts'

/** Starts a backend for a test. Where native cannot be made the test is skipped, and says so; the others must start. */
export async function startOrSkip(name: BackendName, skip: (note: string) => void): Promise<void> {
  try {
    await useBackend(name)
  } catch (error) {
    if (name !== 'native') throw error
    skip('native is not installed')
  }
}
