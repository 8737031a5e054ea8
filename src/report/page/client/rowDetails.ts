import { formatNumber } from '../../formatNumber.ts'
import type { Predictions } from '../reportData.ts'
import { make } from './dom.ts'

/** All that is known of a row. */
export function rowDetails(predictions: Predictions, i: number): HTMLElement {
  const { x, y, output, others, truth, columns } = predictions
  const fields: (readonly [name: string, value: number | string])[] = [
    ...(columns.some(({ name }) => name === 'row') ? [] : [['row', String(i + 1)] as const]),
    [truth.name, truth.classes[truth.values[i]!] ?? ''],
    ...[x, y, output].map(({ name, values }) => [name, values[i]!] as const),
    ...columns.map(({ name, values }) => [name, values[i]!] as const),
    ...others.map(({ name, values }) => [name, values[i]!] as const),
  ]
  return make(
    'dl',
    { class: 'row-details' },
    ...fields.map(([name, value]) =>
      make(
        'div',
        {},
        make('dt', {}, make('bdi', {}, name)),
        ' ',
        make('dd', {}, make('bdi', {}, typeof value === 'number' ? formatNumber(value) : value)),
      ),
    ),
  )
}
