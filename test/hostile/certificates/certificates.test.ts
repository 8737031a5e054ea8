import { expect, test } from 'vitest'
import { certificateOf, check, sealed } from '../../proof/certificate/certificates.ts'
import { forgeries, honest } from './forgeries.ts'
import { tryMutants } from './tryMutants.ts'

test('of certificates that are changed and sealed again no false one is accepted', () => {
  const { mutants, accepted, faults } = tryMutants(1500, 5)
  expect(faults).toEqual([])
  // Mutants of one fate would try nothing.
  expect(accepted).toBeGreaterThan(mutants / 10)
  expect(accepted).toBeLessThan(mutants / 2)
})

test('what forgeries are made of is accepted', () => {
  expect(honest.map((parts) => check(certificateOf(parts))).filter(({ accepted }) => !accepted)).toEqual([])
})

test.for(Object.entries(forgeries))('rejected: %s', ([, make]) => {
  const { data, reason } = make()
  const checked = check(sealed(data))
  expect(checked).toMatchObject({ accepted: false, reason: expect.stringMatching(reason) as string })
})
