export { affineErrors, boundAffine, type AffineBounds } from './affine.ts'
export { boundOperation, readBounds } from './boundOperation.ts'
export { intervalRules } from './intervalRules.ts'
