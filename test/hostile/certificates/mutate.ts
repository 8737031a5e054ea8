import { coupled } from './coupled.ts'
import { integer, pick } from '../../network/random.ts'

type Random = () => number
type Holder = Record<string, unknown>

interface Place {
  readonly holder: Holder
  readonly key: string
  readonly path: string
}

function placesIn(value: unknown): Place[] {
  const places: Place[] = []
  const open = [{ value, path: '' }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    for (const [key, one] of Object.entries(next.value)) {
      const path = `${next.path}.${key}`
      if (path === '.digest') continue
      places.push({ holder: next.value as Holder, key, path })
      open.push({ value: one, path })
    }
  }
  return places
}

const float64 = new Float64Array(1)
const bits = new BigInt64Array(float64.buffer)
function ulp(x: number, steps: bigint): number {
  float64[0] = x
  bits[0]! += steps
  return float64[0]
}
const float32 = new Float32Array(1)
const bits32 = new Int32Array(float32.buffer)
function ulp32(x: number, steps: number): number {
  float32[0] = x
  bits32[0]! += steps
  return float32[0]
}

const specials = [0, -0, 1, -1, 0.5, 2, 3e38, -3e38, 1e-45, -1e-45, 1e-39, 1e300, -1e300, 2 ** 31, 2 ** 53, 1e-300]
const changes: readonly ((x: number, random: Random) => number)[] = [
  (x, random) => ulp(x, BigInt(pick(random, [1, -1]))),
  (x, random) => ulp32(x, pick(random, [1, -1])),
  (x) => -x,
  (x) => x + 1,
  (x) => x - 1,
  (x, random) => x * (1 + (random() - 0.5) * 10 ** -integer(random, 0, 9)),
  (x, random) => x + (random() - 0.5) * 10 ** -integer(random, 0, 9),
  (x) => x / 2,
  (x) => 2 * x,
  (_, random) => pick(random, specials),
]

const words = [
  'Infinity',
  '-Infinity',
  'NaN',
  '',
  '__proto__',
  'constructor',
  'toString',
  'relu',
  'sigmoid',
  'float32:',
  'float64:AAAAAAAA8H8=',
]
const strange: readonly (() => unknown)[] = [
  () => null, () => true, () => false, () => [], () => ({}), () => '1e400', () => JSON.parse('1e400') as unknown, () => Array.from({ length: 3000 }, () => 0),
  () => JSON.parse('{"__proto__":{"kind":"input"}}') as unknown,
] // prettier-ignore

/** Numbers of a packed array, one or more of them otherwise. */
function changedArray(text: string, random: Random): string {
  const [, type = '', base64 = ''] = /^(float64|float32|int32):(.*)$/s.exec(text) ?? []
  const bytes = Buffer.from(base64, 'base64')
  const Numbers = { float64: Float64Array, float32: Float32Array, int32: Int32Array }[type as 'int32']
  const whole = bytes.length - (bytes.length % Numbers.BYTES_PER_ELEMENT)
  const values = [...new Numbers(new Uint8Array(bytes.subarray(0, whole)).buffer)]
  const at = integer(random, 0, Math.max(0, values.length - 1))
  const packed = (own: readonly number[], of = type): string =>
    `${of}:${Buffer.from({ float64: Float64Array, float32: Float32Array, int32: Int32Array }[of as 'int32'].from(own).buffer).toString('base64')}`
  const kind = integer(random, 0, 8)
  if (kind === 0 && bytes.length > 0) {
    bytes[integer(random, 0, bytes.length - 1)]! ^= 1 << integer(random, 0, 7)
    return `${type}:${bytes.toString('base64')}`
  }
  if (kind === 1) values.splice(at, 1)
  else if (kind === 2) values.splice(at, 0, values[at] ?? 0)
  else if (kind === 3) values.push(pick(random, specials))
  else if (kind === 4) values.reverse()
  else if (kind === 5) return packed(values, pick(random, ['float64', 'float32', 'int32']))
  else if (kind === 6) return `${type}:${base64.slice(0, integer(random, 0, base64.length))}`
  else values[at] = pick(random, changes)(values[at] ?? 0, random)
  return packed(values)
}

function changed(value: unknown, random: Random): unknown {
  const kind = random()
  if (kind < 0.04) return pick(random, strange)()
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return pick(random, changes)(value, random)
  if (typeof value === 'string' && /^(float64|float32|int32):/.test(value)) return changedArray(value, random)
  if (typeof value === 'string') return pick(random, words)
  return pick(random, strange)()
}

const ways: Readonly<Record<string, (place: Place, random: Random, others: readonly Place[], foreign: readonly Place[]) => void>> = {
  changed: ({ holder, key }, random) => void (holder[key] = changed(holder[key], random)),
  'left out': ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  },
  doubled: ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(holder[Number(key)]))
    else holder[`${key}2`] = structuredClone(holder[key])
  },
  'in another order': ({ holder, key }, random) => {
    if (!Array.isArray(holder)) return
    const other = integer(random, 0, holder.length - 1)
    ;[holder[Number(key)], holder[other]] = [holder[other], holder[Number(key)]]
  },
  swapped: ({ holder, key }, random, others) => {
    const other = pick(random, others)
    const [one, two] = [structuredClone(holder[key]), structuredClone(other.holder[other.key])]
    holder[key] = two
    other.holder[other.key] = one
  },
  'from another certificate': ({ holder, key, path }, random, _, foreign) => {
    const same = foreign.filter((one) => one.path === path)
    if (same.length > 0) holder[key] = structuredClone(pick(random, same).holder[key])
  },
  'another name': ({ holder, key }, random) => {
    const value = holder[key]
    if (Array.isArray(holder)) return
    delete holder[key]
    const name = pick(random, ['__proto__', 'constructor', `${key}_`, 'kind', 'exact'])
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
  },
} // prettier-ignore

/** Parts that mean something, the larger ones more often. */
const sections = ['holds', 'network', 'network', 'network', 'domains', 'domains', 'figures', 'proof', 'proof', 'proof']

/** A certificate with one to three of its parts changed, and how the last was; `other` is one to take parts from. */
export function mutate(data: object, other: object, random: Random): { how: string; data: Record<string, unknown> } {
  const copy = structuredClone(data) as Record<string, unknown>
  let how = ''
  if (random() < 0.4) {
    const way = pick(random, Object.keys(coupled))
    how = coupled[way]!(copy, random) ? way : ''
    if (how !== '' && random() < 0.7) return { how, data: copy }
  }
  for (let k = random() < 0.8 ? 1 : integer(random, 2, 3); k > 0; k--) {
    // Tables of figures are long, but no more than other parts.
    const section = random() < 0.85 ? pick(random, sections) : pick(random, Object.keys(copy))
    const places = placesIn(copy).filter(({ path }) => path.startsWith(`.${section}`))
    if (places.length === 0) continue
    const way = random() < 0.6 ? 'changed' : pick(random, Object.keys(ways))
    // Arrays and numbers alone can be changed into what still has a meaning.
    const leaves = places.filter(({ holder, key }) => typeof holder[key] !== 'object')
    const place = pick(random, way === 'changed' && leaves.length > 0 ? leaves : places)
    how = `${place.path} ${way}`
    ways[way]!(place, random, places, placesIn(other))
  }
  return { how, data: copy }
}
