/** The backends of TensorFlow.js, which run its models and ONNX files alike: libtensorflow, WebAssembly, JavaScript. */
export const tfjsBackends = ['native', 'wasm', 'cpu'] as const
/** All backends: those, and ONNX Runtime, which runs ONNX files only. */
export const backendNames = ['native', 'wasm', 'cpu', 'onnxruntime'] as const
/** The name of a backend. */
export type BackendName = (typeof backendNames)[number]
