import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import type { MappedNode } from './graphExecutor.ts'

/** Operators that tf.js runs by `executeAsync` only: what they compute, or whether, is known when they have run. */
const waiting: ReadonlySet<string> = new Set(
  (
    'Enter Exit HashTable HashTableV2 If LookupTableFind LookupTableFindV2 LookupTableImport LookupTableImportV2 ' +
    'LookupTableSize LookupTableSizeV2 Merge NextIteration NonMaxSuppressionV2 NonMaxSuppressionV3 ' +
    'NonMaxSuppressionV4 NonMaxSuppressionV5 StatelessIf StatelessWhile Switch Where While'
  ).split(' '),
)

/** @throws OPERATOR_UNSUPPORTED for nodes that tf.js cannot run, or not in one go, naming all of them */
export function checkNodes(nodes: readonly MappedNode[], file: string): void {
  const unknown = nodes.filter(({ category, op }) => category === undefined && !waiting.has(op))
  if (unknown.length > 0)
    throw unsupported(file, `tf.js does not have ${listed(unknown)}`, 'Convert the model with operators that it has')
  const dynamic = nodes.filter(({ op }) => waiting.has(op))
  if (dynamic.length > 0)
    throw unsupported(
      file,
      `tf.js computes ${listed(dynamic)} by executeAsync only, where what runs hangs on what was computed`,
      'Name a node before these as the output, { output } or --output NAME',
    )
}

function unsupported(file: string, what: string, hint: string): OvershootError {
  return new OvershootError('OPERATOR_UNSUPPORTED', `${brief(file)} cannot be run: ${what}. ${hint}`)
}

/** Operators, with how many nodes each has, and the first of them. */
export function listed(nodes: readonly Pick<MappedNode, 'name' | 'op'>[]): string {
  const byOperator = new Map<string, string[]>()
  for (const { op, name } of nodes) byOperator.set(op, [...(byOperator.get(op) ?? []), name])
  return [...byOperator]
    .map(([op, names]) => {
      const more = names.length > 1 ? ` and ${names.length - 1} more` : ''
      return `${brief(op, 60)} (node ${brief(names[0]!, 60)}${more})`
    })
    .join(', ')
}
