export { evaluate } from './evaluate.ts'
export type * from './network.ts'
export { readNetwork } from './readNetwork.ts'
