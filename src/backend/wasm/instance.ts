import { tf } from '../tf.ts'

/** What is used of the backend's insides. */
interface WasmBackend {
  wasm: { HEAPU8: Uint8Array } | null
}

/**
 * Bytes of heap with which an instance is given up for a fresh one, and past which what it computes is not to be
 * trusted: addresses are signed.
 */
const [LARGE, TOO_LARGE] = [2 ** 30, 2 ** 31]

/**
 * Complaints of kernels that did not run, such as "XNN status … not successful": the backend prints them, and goes on
 * with what was in memory.
 */
const complaints: string[] = []

/** Is what the running instance has computed since it was last asked sound? If not, why, in words. */
export function faultOfWasm(): string | undefined {
  const [complaint] = complaints.splice(0)
  if (complaint !== undefined) return `a kernel did not run (${complaint.trim()})`
  const bytes = heapBytes()
  return bytes >= TOO_LARGE ? `its heap has grown to ${Math.round(bytes / 2 ** 20)} MB` : undefined
}

/** Instances whose complaints are noted. */
const heard = new WeakSet<object>()

/**
 * Runs `start`, during which the backend takes hold of `console.warn` for its complaints: later ones are noted here,
 * not printed.
 */
export async function notingComplaints<T>(start: () => Promise<T>): Promise<T> {
  const printer: Pick<Console, 'warn'> = console
  const { warn } = printer
  printer.warn = (...words: unknown[]) => {
    const text = words.map(String).join(' ')
    if (/status .*not successful/i.test(text)) complaints.push(text)
    else warn.apply(printer, words)
  }
  const before = running()
  try {
    return await start()
  } finally {
    printer.warn = warn
    const after = running()
    if (after !== undefined && after !== before) heard.add(after)
  }
}

/**
 * Is a fresh instance better than the one that runs, if any? Where its heap has become large, as it never shrinks; and
 * where somebody else started it, as its complaints are only printed, and what ran on it before may have spoilt it.
 */
export function isWasmUnfit(): boolean {
  const backend = running()
  return backend !== undefined && (heapBytes() >= LARGE || !heard.has(backend))
}

/**
 * Forgets the instance, so that the next start makes a fresh one. Tensors stay with the old one until they are used,
 * and move then.
 */
export function forgetWasm(): void {
  const { registry, registryFactory } = tf.engine()
  const known = registryFactory['wasm']
  if (known === undefined) return
  delete registry['wasm']
  delete registryFactory['wasm']
  tf.registerBackend('wasm', known.factory, known.priority)
}

function running(): WasmBackend | undefined {
  return tf.engine().registry['wasm'] as unknown as WasmBackend | undefined
}

function heapBytes(): number {
  return running()?.wasm?.HEAPU8.length ?? 0
}
