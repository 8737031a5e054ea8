export type { Bounds } from './bounds.ts'
export { type Endless, type Growth, growth } from './growth.ts'
export { allBounds, type InputBox, intervalBounds, type OutputBounds } from './intervalBounds.ts'
