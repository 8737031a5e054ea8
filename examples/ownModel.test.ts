import { test } from 'overshoot/vitest'
import { robust, shares, sure } from './ownModel.claims.ts'

// Each claim is a test: `npx vitest run`. On the command line: `npx overshoot verify ownModel.claims.ts`.
test.claim(shares)
test.claim(robust)
test.claim(sure)
