/**
 * What TensorFlow.js warns of, hundreds of lines, when it is loaded beside another copy of itself: they share one
 * engine, and each registers its kernels there. Which copy a model is of is told where it matters, so these lines, and
 * no others, are left out. Imported before tf.js is.
 */
const ofCopies =
  /^(The kernel '.*' for backend '.*' is already registered|\w+ backend was already registered\. Reusing existing backend factory\.|Platform \w+ has already been set\. Overwriting the platform with \w+\.)$/

const output = globalThis.console
const { warn } = output
output.warn = (...words: unknown[]) => {
  if (!(words.length === 1 && typeof words[0] === 'string' && ofCopies.test(words[0]))) warn.apply(output, words)
}
