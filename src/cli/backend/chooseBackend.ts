import type { BackendName } from '../../backend/name.ts'
import type { Io } from '../terminal/io.ts'

/**
 * Starts the backend that option or environment name, and says so where the native one was set up for the project and
 * another has to do.
 * @throws as `useBackend`
 */
export async function chooseBackend(backend: BackendName | 'auto' | undefined, io: Io): Promise<void> {
  const [{ useBackend }, { cacheFolder }, { wasSetUp }, { projectFolder }] = await Promise.all([
    import('../../backend/useBackend.ts'),
    import('../../backend/native/cacheFolder.ts'),
    import('../../backend/native/setUpBefore.ts'),
    import('../../backend/native/tfjsNode.ts'),
  ])
  const used = await useBackend(backend)
  const asked = backend ?? process.env['OVERSHOOT_BACKEND']
  const line = lostNative({ asked, used, before: wasSetUp(projectFolder(), cacheFolder()) })
  if (line !== undefined) io.stderr.write(`overshoot: ${line}\n`)
}

/** What to say where a native backend was there `before` and, though the best is asked for, is not `used` now. */
export function lostNative(now: {
  readonly asked: string | undefined
  readonly used: BackendName
  readonly before: boolean
}): string | undefined {
  const best = now.asked === undefined || now.asked === '' || now.asked === 'auto'
  if (!best || !now.before || now.used === 'native') return undefined
  return (
    `${now.used} is used: the native backend that was set up here does not load any more, as after an npm install, which removes it; ` +
    '`npx overshoot native` sets it up again'
  )
}
