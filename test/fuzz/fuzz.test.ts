import { expect, test } from 'vitest'
import { tfjsBackends } from '../../src/backend/name.ts'
import { startOrSkip } from '../backend/startOrSkip.ts'
import { fuzz } from './fuzz.ts'

/** Some of what `npm run fuzz` goes through by the thousand. */
test.for(tfjsBackends)('no output of models within models leaves its bounds on %s', async (name, { skip }) => {
  await startOrSkip(name, skip)
  const { models, outside } = fuzz(40, 500, name)
  expect([models, outside]).toEqual([40, []])
})
