import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished, TestRunner } from 'vitest'

/**
 * The path of a folder that is empty at first and removed at the end. Within a test or `beforeEach` it is that test's;
 * at the level of a file or a group it is made before the first of the tests there, and not at all where none runs.
 */
export function temporaryFolder(): string {
  const folder = join(tmpdir(), `overshoot-${randomBytes(6).toString('hex')}`)
  const make = (): void => void mkdirSync(folder)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  if (TestRunner.getCurrentTest()) {
    make()
    onTestFinished(remove)
  } else {
    beforeAll(make)
    afterAll(remove)
  }
  return folder
}
