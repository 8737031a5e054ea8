import type { Predictions } from '../reportData.ts'

/**
 * The first row from `from` on, around the end, that a search means, whatever the case: one with exactly this text in a
 * column or as its truth; else the row of this number, from 1; else one with this text in a column. Undefined where
 * there is none.
 */
export function findRow({ columns, truth, x }: Predictions, search: string, from: number): number | undefined {
  const wanted = search.trim().toLowerCase()
  const count = x.values.length
  if (wanted === '' || count === 0) return undefined
  const first = (isMeant: (text: string) => boolean): number | undefined => {
    for (let k = 0; k < count; k++) {
      const i = (from + k) % count
      const texts = [...columns.map(({ values }) => String(values[i])), truth.classes[truth.values[i]!] ?? '']
      if (texts.some((text) => isMeant(text.toLowerCase()))) return i
    }
    return undefined
  }
  const number = /^\d+$/.test(wanted) && Number(wanted) <= count ? Number(wanted) - 1 : -1
  return first((text) => text === wanted) ?? (number >= 0 ? number : first((text) => text.includes(wanted)))
}
