/** A linear form of numbered outputs, e.g. `y0 - 2 y3`; coefficients of 0 are left out. */
export function describeForm(terms: Iterable<readonly [output: number, coefficient: number]>): string {
  let text = ''
  for (const [output, coefficient] of terms) {
    if (coefficient === 0) continue
    const size = Math.abs(coefficient)
    const sign = coefficient < 0 ? '-' : '+'
    const one = `${size === 1 ? '' : `${size} `}y${output}`
    text += text === '' ? `${coefficient < 0 ? '-' : ''}${one}` : ` ${sign} ${one}`
  }
  return text
}
