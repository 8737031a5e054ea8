/** A duration for people: `0.4 ms`, `12 ms`, `1.24 s`, `73 s`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds)
  if (seconds < 0.9995) return `${threeDigits(seconds * 1000)} ms`
  return `${threeDigits(seconds)} s`
}

function threeDigits(value: number): string {
  const decimals = value < 1 ? 1 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  return value.toFixed(decimals).replace(/\.0+$/, '')
}
