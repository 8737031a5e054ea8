import answerClaims from './answer.claims.ts'
import questionClaims from './question.claims.ts'

/** All claims of the question and of its answer, and what the page about them shows beside the verdicts. */

export { data } from './question.claims.ts'
export { report } from './report.ts'

export default [...questionClaims, ...answerClaims]
