import { tf } from './tf.ts'

/**
 * What is read of tensors that are disposed of afterwards, as `tf.tidy` does, which would look for tensors in a result
 * of numbers one by one: that takes longer than to compute them.
 */
export function readTidily<Numbers>(read: () => Numbers): Numbers {
  let numbers: Numbers
  tf.tidy(() => {
    numbers = read()
  })
  return numbers!
}
