/** The backends a model can run on: libtensorflow, WebAssembly, plain JavaScript. */
export const backendNames = ['native', 'wasm', 'cpu'] as const
export type BackendName = (typeof backendNames)[number]
