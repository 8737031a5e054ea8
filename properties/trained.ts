import { type Domain, interval, oneHot, type WideDeepModel } from 'overshoot'
import { loadTrained } from '../fixtures/models.ts'
import { spliceData } from '../fixtures/splice/spliceData.ts'

/** The trained models that claims speak about, and all inputs that the data is drawn from. */

export const combined: WideDeepModel = await loadTrained('question')
export const wrapped: WideDeepModel = await loadTrained('sigmoid')
export const wellPosed: WideDeepModel = await loadTrained('well-posed')

const { train, test } = spliceData()

/** Every scaled score between the least and the greatest one of the data. */
export const dplus: Domain = between(train.dplus, test.dplus)
/** The same of the scores in bits. */
export const dplusRaw: Domain = between(train.dplusRaw, test.dplusRaw)
/** Every string of 60 letters. */
export const sequence: Domain = oneHot(60, 4)

function between(...halves: readonly ArrayLike<number>[]): Domain {
  const scores = halves.flatMap((half) => Array.from(half, Math.fround))
  return interval(Math.min(...scores), Math.max(...scores))
}
