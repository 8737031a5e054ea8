import type { BackendName } from '../../backend/name.ts'
import { isOnnx } from '../../network/onnx/isOnnx.ts'
import type { Io } from '../terminal/io.ts'

/** How a backend is chosen beside what option and environment name. */
export interface Preference {
  /** What is to be run: an ONNX file runs on ONNX Runtime where that is installed and the best is asked for. */
  readonly model?: string | undefined
  /** Where it must be TensorFlow.js. */
  readonly onlyTfjs?: boolean
}

/**
 * Starts the backend that option and environment name, and says so where the native one was set up for the project and
 * another has to do.
 * @throws as `useBackend`
 */
export async function chooseBackend(
  backend: BackendName | 'auto' | undefined,
  io: Io,
  { model, onlyTfjs = false }: Preference = {},
): Promise<void> {
  const [{ useBackend }, { cacheFolder }, { wasSetUp }, { projectFolder }] = await Promise.all([
    import('../../backend/useBackend.ts'),
    import('../../backend/native/cacheFolder.ts'),
    import('../../backend/native/setUpBefore.ts'),
    import('../../backend/native/tfjsNode.ts'),
  ])
  const asked = backend ?? process.env['OVERSHOOT_BACKEND']
  if (isBest(asked) && model !== undefined && isOnnx(model) && !onlyTfjs) {
    const started = await useBackend('onnxruntime').catch(() => undefined)
    if (started !== undefined) return
  }
  const used = await useBackend(backend)
  const line = lostNative({ asked, used, before: wasSetUp(projectFolder(), cacheFolder()) })
  if (line !== undefined) io.stderr.write(`overshoot: ${line}\n`)
}

/** Does nobody name a backend? */
function isBest(asked: string | undefined): boolean {
  return asked === undefined || asked === '' || asked === 'auto'
}

/** What to say where a native backend was there `before` and, though the best is asked for, is not `used` now. */
export function lostNative(now: {
  readonly asked: string | undefined
  readonly used: BackendName
  readonly before: boolean
}): string | undefined {
  if (!isBest(now.asked) || !now.before || now.used === 'native') return undefined
  return (
    `${now.used} is used: the native backend that was set up here does not load any more, as after an npm install, which removes it; ` +
    '`npx overshoot native` sets it up again'
  )
}
