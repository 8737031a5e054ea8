/**
 * A file and, after the last `#`, columns of it: `rows.csv#dplus`, `rows.csv#first..last`. A `#` in the file's own name
 * needs one more at the end.
 */
export function splitColumns(text: string): { readonly path: string; readonly columns?: string } {
  const at = text.lastIndexOf('#')
  if (at < 0) return { path: text }
  const columns = text.slice(at + 1)
  return { path: text.slice(0, at), ...(columns !== '' && { columns }) }
}

/**
 * The columns that a text names, by their places: one, or from one up to another (`first..last`); undefined where there
 * are none such.
 */
export function findColumns(header: readonly string[], text: string): number[] | undefined {
  const one = header.indexOf(text)
  if (one >= 0) return [one]
  for (let at = text.indexOf('..'); at >= 0; at = text.indexOf('..', at + 1)) {
    const [first, last] = [header.indexOf(text.slice(0, at)), header.indexOf(text.slice(at + 2))]
    if (first >= 0 && last >= first) return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  }
  return undefined
}
