export { type Growth, growth } from './growth.ts'
export { intervalBounds } from './intervalBounds.ts'
