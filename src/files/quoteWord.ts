/** A word as POSIX shells take it: one of harmless characters as it is. `splitWords` takes it apart again. */
export function quoteWord(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** The words of a line that `quoteWord` made and spaces join; undefined for a line with a quote that is not closed. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  const part = /([^\s'\\]+)|'([^']*)'|\\([^])|(\s+)/gy
  let word: string | undefined
  let at = 0
  for (let match = part.exec(line); match !== null; match = part.exec(line)) {
    const [all, plain, quoted, escaped, space] = match
    at += all.length
    if (space === undefined) word = (word ?? '') + (plain ?? quoted ?? escaped ?? '')
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (at < line.length) return undefined
  return word === undefined ? words : [...words, word]
}
