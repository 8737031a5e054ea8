import { expect, test } from 'vitest'
import { claimsFileOf } from './draftClaims.ts'

test.each([
  ['models/small', 'small'],
  ['models/small/model.json', 'small'],
  ['small.onnx', 'small'],
  // Vitest would take what follows for no part of the file's name.
  ['models/run#1', 'run-1'],
  ['models/what?/model.json', 'what-'],
])('claims of %s are of %s', async (model, name) => {
  expect(await claimsFileOf(model)).toBe(`${name}.claims.ts`)
})
