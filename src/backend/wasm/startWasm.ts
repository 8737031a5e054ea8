import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { OvershootError } from '../../errors.ts'
import { tf } from '../tf.ts'
import { registerConv2DBackpropFilter } from './conv2DBackpropFilter.ts'

const require = createRequire(import.meta.url)

/**
 * Makes WebAssembly the backend, with the kernel that training needs and tfjs leaves out; resolves to the tfjs version.
 * @throws BACKEND_UNAVAILABLE when the binary does not load; tfjs itself would go on with another backend.
 */
export async function startWasm(): Promise<string> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  registerConv2DBackpropFilter()
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  const started = await tf.setBackend('wasm')
  if (!started) throw new OvershootError('BACKEND_UNAVAILABLE', 'the wasm backend does not start on this processor')
  return wasm.version_wasm
}
