/**
 * The nearest number of few significant digits that is no greater (`down`) or no less (`up`): an end that people can
 * read. For numbers far above the smallest of float64.
 */
export function roundOutward(value: number, side: 'down' | 'up', digits = 3): number {
  if (side === 'down') return -roundOutward(-value, 'up', digits) + 0
  const near = Number(value.toPrecision(digits))
  if (!Number.isFinite(near) || near >= value) return near
  const exponent = Number(value.toExponential().split('e')[1])
  return Number((near + 10 ** (exponent - digits + 1)).toPrecision(digits))
}
