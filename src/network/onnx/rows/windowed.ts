import { alone, mixedAlong, rowsOf, type Rule } from './followed.ts'

/** Windows over the axes after batch and channels, that see all channels. */
export const convolution: Rule = ({ node, followed, results }) => {
  const own = rowsOf({ node, followed, results }, 0)!
  if (own.axis === 1) return alone
  return own.axis === 0 ? own : mixedAlong(node, own.axis)
}

/** The same that see one channel each. */
export const pooling: Rule = (step) => {
  const own = rowsOf(step, 0)!
  return own.axis < 2 ? own : mixedAlong(step.node, own.axis)
}

/** Each channel has its own numbers, which are as many as for one row. */
export const normalization: Rule = (step) => {
  const own = rowsOf(step, 0)!
  return own.axis === 1 ? alone : own
}
