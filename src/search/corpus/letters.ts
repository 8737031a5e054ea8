/** One character a letter: alphabets of up to 36 can be written so. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Is this the shape of a sequence that letters can say? */
function isWritable([length, letters = 0, ...more]: readonly number[]): boolean {
  return length !== undefined && more.length === 0 && letters >= 2 && letters <= DIGITS.length
}

/**
 * A one-hot sequence as the places of its letters in the alphabet, one character each; undefined for any other numbers.
 */
export function toLetters(values: Float32Array, shape: readonly number[]): string | undefined {
  const [length = 0, letters = 0] = shape
  if (!isWritable(shape)) return undefined
  let text = ''
  for (let row = 0; row < length; row++) {
    const one = values.subarray(row * letters, (row + 1) * letters)
    const letter = one.indexOf(1)
    // Every other number is +0 to the bit, so that the letters say all there is.
    if (letter < 0 || one.some((value, i) => i !== letter && !Object.is(value, 0))) return undefined
    text += DIGITS[letter]
  }
  return text
}

/** The one-hot sequence that letters stand for; undefined where they do not fit the shape. */
export function fromLetters(text: string, shape: readonly number[]): Float32Array | undefined {
  const [length = 0, letters = 0] = shape
  if (!isWritable(shape) || text.length !== length) return undefined
  const values = new Float32Array(length * letters)
  for (let row = 0; row < length; row++) {
    const letter = DIGITS.indexOf(text[row]!)
    if (letter < 0 || letter >= letters) return undefined
    values[row * letters + letter] = 1
  }
  return values
}
