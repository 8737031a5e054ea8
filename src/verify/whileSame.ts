import { currentBackend } from '../backend/useBackend.ts'
import type { Claim } from '../claim/claim.ts'
import { OvershootError } from '../errors.ts'

/**
 * What `decide` finds out about a claim, if its model and the backend are the same all the while: between batches other
 * code has its turn, and may train the model that was read. Of which weights a verdict then spoke, nobody could say.
 * @throws OUTPUT_UNSTABLE for weights that were assigned, or a backend that was changed, meanwhile; what `decide`
 * throws
 */
export async function whileSame<T>({ name, model }: Claim, decide: () => Promise<T>): Promise<T> {
  const backend = currentBackend()
  // Tensors do not change: what is assigned is another.
  const tensorsOf = (): object[] => model.weights.map((weight) => weight.read().dataId)
  const before = tensorsOf()
  const checkSame = (): void => {
    const after = tensorsOf()
    const isSame = before.length === after.length && before.every((tensor, i) => tensor === after[i])
    if (isSame && currentBackend() === backend) return
    const what = isSame ? `the backend became ${currentBackend()}` : "its model's weights changed"
    throw new OvershootError('OUTPUT_UNSTABLE', `claim "${name}": ${what} before there was a verdict; await it first`)
  }
  const found = await decide().catch((error: unknown) => {
    // Bounds and cases of different weights contradict each other.
    checkSame()
    throw error
  })
  checkSame()
  return found
}
