import { test as base, type TestAPI } from 'vitest'
import { testClaim, type TestClaims } from './testClaim.ts'

/** Vitest's `test`, and `test.claim`, which tests that a claim holds. Vitest's own `test` stays as it is. */
export const test: TestAPI & { readonly claim: TestClaims } = Object.assign(base.extend({}), { claim: testClaim })
