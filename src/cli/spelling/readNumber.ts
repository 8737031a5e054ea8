const DECIMAL = /^-?(\d+(?:\.\d+)?)(?:[eE][+-]?\d+)?$/

/**
 * A number in decimal notation, with an exponent or without (`-25`, `0.5`, `1e-3`), as float64 has it; undefined for
 * any other text, and for one that float64 has as an infinity or, though it is not 0, as 0: `y < 1e-400` would not be
 * what it says.
 */
export function readNumber(text: string): number | undefined {
  return isDecimal(text) && !isTooLarge(text) && !isTooSmall(text) ? Number(text) : undefined
}

/** Is this text a number past all of float64? */
export function isTooLarge(text: string): boolean {
  return isDecimal(text) && !Number.isFinite(Number(text))
}

/** Is this text a number other than 0, and nearer to it than all others of float64? */
export function isTooSmall(text: string): boolean {
  return Number(text) === 0 && /[1-9]/.test(DECIMAL.exec(text)?.[1] ?? '')
}

function isDecimal(text: string): boolean {
  return DECIMAL.test(text)
}
