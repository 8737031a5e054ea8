/**
 * Text from a file, such as a name, for a message: control characters, which could drive a terminal, are escaped, and
 * what is long is cut.
 */
export function brief(text: string, most = 300): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text
  // oxlint-disable-next-line no-control-regex
  return cut.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (one) =>
    one === '\n' ? ' ' : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The same in quotes. */
export function quoted(text: string, most = 60): string {
  return JSON.stringify(brief(text, most))
}
