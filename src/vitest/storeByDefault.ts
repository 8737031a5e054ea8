import { unexpected } from '../errors.ts'

/**
 * Are new counterexamples written where a test does not say? Yes, so that they can be replayed; `OVERSHOOT_STORE=false`
 * turns it off.
 * @throws ARGUMENT_INVALID for anything but `true`, `false` and nothing
 */
export function storeByDefault(environment: Readonly<Record<string, string | undefined>>): boolean {
  const value = environment['OVERSHOOT_STORE'] ?? ''
  if (!['', 'true', 'false'].includes(value))
    throw unexpected({ api: 'test.claim', expected: 'true or false', name: 'OVERSHOOT_STORE', value })
  return value !== 'false'
}
