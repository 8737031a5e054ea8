export { type Growth, growth } from './growth.ts'
export { allBounds, intervalBounds } from './intervalBounds.ts'
