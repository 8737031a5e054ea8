import { expect, test } from 'vitest'
import { backendNames } from '../backend/name.ts'
import { startOrSkip } from '../backend/startOrSkip.laws.ts'
import { fuzz } from './fuzz.laws.ts'

/** Some of what `npm run fuzz` goes through by the thousand. */
test.for(backendNames)('no output of models within models leaves its bounds on %s', async (name, { skip }) => {
  await startOrSkip(name, skip)
  const { models, outside } = fuzz(40, 500, name)
  expect([models, outside]).toEqual([40, []])
})
