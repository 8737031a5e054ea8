import { onOneLine, wrapText } from '../../report/index.ts'

/** A label and what it stands for; an empty label goes on with the one before. */
export type Field = readonly [label: string, text: string]

/** Labels in one column and their texts in another, broken at `width` columns. Ends without a newline. */
export function printFields(fields: readonly Field[], width: number): string {
  const gap = Math.max(...fields.map(([label]) => label.length)) + 2
  return fields
    .flatMap(([label, text]) =>
      wrapText(onOneLine(text), Math.max(20, width - gap)).map((line, i) =>
        ((i === 0 ? label : '').padEnd(gap) + line).trimEnd(),
      ),
    )
    .join('\n')
}
