export { backendDescription, currentBackend, useBackend } from './backend/useBackend.ts'
export type { BackendName } from './backend/name.ts'
export { tf } from './backend/ready.ts'
export * from './claim/index.ts'
export { OvershootError, type ErrorCode } from './errors.ts'
export {
  convolutionalModel,
  linearModel,
  loadModel,
  loadWideDeepModel,
  saveModel,
  wideDeepModel,
  WideDeepModel,
} from './model/index.ts'
export { assertClaim, ClaimFailed, verify } from './verify.ts'
export type { VerifyOptions, VerifyProgress } from './verify/options.ts'
