import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { OvershootError } from '../../errors.ts'
import { quietly } from '../quietly.ts'
import { tf } from '../tf.ts'
import { registerConv2DBackpropFilter } from './conv2DBackpropFilter.ts'
import { forgetWasm, isWasmUnfit, notingComplaints } from './instance.ts'
import { replacePrelu } from './prelu.ts'

const require = createRequire(import.meta.url)

/**
 * Makes WebAssembly the backend, with the kernel that training needs and tfjs leaves out; resolves to the tfjs version.
 * An instance whose heap has become large, or that somebody else started, is replaced by a fresh one.
 * @throws BACKEND_UNAVAILABLE where there is no WebAssembly or its binary does not load; tfjs would use another backend
 */
export async function startWasm(): Promise<string> {
  // Asked first: Emscripten would print its complaint.
  if (!('WebAssembly' in globalThis)) throw unavailable('this Node runs without WebAssembly')
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  registerConv2DBackpropFilter()
  replacePrelu()
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  // Where it fails, tfjs resolves to false and prints a stack trace.
  if (isWasmUnfit()) forgetWasm()
  const started = await withoutEmscriptenListeners(() => notingComplaints(() => quietly(() => tf.setBackend('wasm'))))
  if (!started) throw unavailable('the binary that comes with @tensorflow/tfjs-backend-wasm does not load')
  return wasm.version_wasm
}

function unavailable(why: string): OvershootError {
  return new OvershootError(
    'BACKEND_UNAVAILABLE',
    `the wasm backend does not start: ${why}. \`auto\` takes what there is`,
  )
}

const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Runs `start` and takes back the process-wide listeners that Emscripten's start-up code adds: they rethrow every error
 * of the whole program, which changes its exit code and hides where the error comes from.
 */
async function withoutEmscriptenListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = new Set(events.flatMap((event) => process.rawListeners(event)))
  try {
    return await start()
  } finally {
    for (const event of events) {
      for (const listener of process.rawListeners(event))
        if (!before.has(listener) && isEmscripten(listener))
          process.removeListener(event, listener as (...args: unknown[]) => void)
    }
  }
}

/** Someone else may have added a listener at the same time: Emscripten's are known by their text. */
function isEmscripten(listener: unknown): boolean {
  const text = String(listener).replaceAll(/\s/g, '')
  return text.includes('instanceofExitStatus') || text === 'function(reason){throwreason;}'
}
