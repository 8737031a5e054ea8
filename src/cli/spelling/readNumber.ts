/** A number in decimal notation, with an exponent or without (`-25`, `0.5`, `1e-3`); undefined for any other text and where it overflows. */
export function readNumber(text: string): number | undefined {
  const value = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}
