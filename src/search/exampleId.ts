import { createHash } from 'node:crypto'
import type { Point } from './model.ts'

/**
 * Names an example: twelve hexadecimal digits of a hash of the claim's name, the model's fingerprint and every bit of
 * the values.
 */
export function exampleId(claim: string, fingerprint: string, point: Point): string {
  const hash = createHash('sha256').update(`${claim}\n${fingerprint}\n`)
  for (const values of point) hash.update(new Uint8Array(values.slice().buffer))
  return hash.digest('hex').slice(0, 12)
}
