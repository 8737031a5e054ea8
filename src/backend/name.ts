/** The backends a model can run on: libtensorflow, WebAssembly, plain JavaScript. */
export const backendNames = ['native', 'wasm', 'cpu'] as const
/** The name of a backend. */
export type BackendName = (typeof backendNames)[number]
