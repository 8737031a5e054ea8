export { test } from './test.ts'
export type { TestClaim, TestClaimOptions, TestClaims } from './testClaim.ts'
