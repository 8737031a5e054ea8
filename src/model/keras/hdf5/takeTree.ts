import { Dataset, Group } from 'h5wasm'
import type { Hdf5Data, Hdf5Task, Hdf5Tree } from './hdf5Tree.ts'

/** Groups and data sets that a file may have, and how deep they may lie: more than any model has that runs here. */
const [MOST_NODES, DEEPEST] = [2 ** 17, 64]
const MOST_AXES = 8

type Metadata = Dataset['metadata']

/** Goes through a file that is open. @throws Error that says what is wrong with it */
export function takeTree(root: Group, { without, most }: Omit<Hdf5Task, 'bytes'>): Hdf5Tree {
  const texts = new Map<string, Record<string, string | string[]>>()
  const groups = new Set<string>()
  const data = new Map<string, Hdf5Data>()
  let [nodes, left] = [0, most]
  /** Sizes are known before memory is asked for. */
  const take = (size: number, what: string): void => {
    left -= size
    if (!(left >= 0)) throw new Error(`${what} takes it past the ${most} bytes that may be read`)
  }
  const textsOf = (holder: Group): Record<string, string | string[]> => {
    const found: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
    for (const [name, attribute] of Object.entries(holder.attrs)) {
      if (!isText(attribute.metadata)) continue
      take(bytesOf(attribute.metadata), `the attribute ${name}`)
      const value = attribute.value as unknown
      const list = [value].flat()
      if (!list.every((one) => typeof one === 'string')) throw new Error(`its attribute ${name} is no text`)
      take(
        list.reduce((sum, { length }) => sum + length, 0),
        `the attribute ${name}`,
      )
      found[name] = typeof value === 'string' ? value : list
    }
    return found
  }
  const visit = (group: Group, path: string, depth: number): void => {
    if (depth > DEEPEST) throw new Error(`its groups are nested more than ${DEEPEST} deep`)
    groups.add(path)
    texts.set(path, textsOf(group))
    for (const name of group.keys()) {
      if (depth === 0 && without.includes(name)) continue
      if (++nodes > MOST_NODES) throw new Error(`it has more than ${MOST_NODES} groups and data sets`)
      const inner = path === '' ? name : `${path}/${name}`
      const one = group.get(name)
      if (one instanceof Group) visit(one, inner, depth + 1)
      else if (one instanceof Dataset) data.set(inner, dataOf(one, inner, take))
    }
  }
  visit(root, '', 0)
  return { texts, groups, data }
}

function dataOf(set: Dataset, path: string, take: (size: number, what: string) => void): Hdf5Data {
  const { metadata } = set
  const shape = metadata.shape ?? []
  const type = typeof set.dtype === 'string' ? set.dtype : 'another type'
  if (metadata.type !== 1 || type !== '<f') return { shape, type, values: undefined }
  const size = shape.reduce((product, length) => product * length, 1)
  if (shape.length > MOST_AXES || size !== metadata.total_size || (metadata.virtual_sources ?? []).length > 0)
    throw new Error(`its data set ${path} has the shape [${shape.join(', ')}]`)
  take(4 * size, `the data set ${path}`)
  const value = size === 0 ? new Float32Array(0) : set.value
  const values = typeof value === 'number' ? Float32Array.of(value) : value
  if (!(values instanceof Float32Array) || values.length !== size)
    throw new Error(`its data set ${path} cannot be read`)
  return { shape, type, values: values.slice() }
}

/** Strings are of type 3. */
function isText({ type }: Metadata): boolean {
  return type === 3
}

function bytesOf({ size, total_size }: Metadata): number {
  return size * total_size
}
