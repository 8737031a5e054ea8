import { integer, pick } from '../network/random.ts'

type Random = () => number

const byteChanges: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  'flipped bits': (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let k = integer(random, 1, 8); k > 0 && copy.length > 0; k--)
      copy[integer(random, 0, copy.length - 1)]! ^= 1 << integer(random, 0, 7)
    return copy
  },
  'cut off': (bytes, random) => bytes.subarray(0, integer(random, 0, bytes.length)),
  spliced: (bytes, random) => {
    const [from, to, at] = Array.from({ length: 3 }, () => integer(random, 0, bytes.length)).sort((a, b) => a - b)
    const [low, high] = [bytes.subarray(0, from), bytes.subarray(at)]
    return random() < 0.5
      ? Buffer.concat([low, high])
      : Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), high])
  },
  'random bytes': (_bytes, random) =>
    Buffer.from(Array.from({ length: integer(random, 0, 400) }, () => integer(random, 0, 255))),
  'written over': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = integer(random, 0, copy.length)
    return Buffer.from(
      copy.fill(
        pick(random, [0, 0xff, 0x7f, 0x80, 0x22, 0x7b]),
        at,
        Math.min(copy.length, at + integer(random, 1, 40)),
      ),
    )
  },
}

const words = [
  '',
  'x'.repeat(100_000),
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '-Infinity',
  '1e999',
  '../x',
  '\u0000',
  '\u001b[2J',
  '💥',
  'float64:AAAA',
]
const numbers = [0, -1, 1, 0.5, 1e12, -1e12, 2 ** 31, 2 ** 53, 1e308, -1e308, 5e-324, 255, 65_537]

/** A value that nobody expects. */
function strange(random: Random): unknown {
  const kind = random()
  if (kind < 0.45) return pick(random, numbers)
  if (kind < 0.65) return pick(random, words)
  if (kind < 0.8) return pick(random, [null, true, false])
  return pick<() => unknown>(random, [
    () => [],
    () => ({}),
    () => nested(integer(random, 1, 300)),
    () => ({ className: 'Dense', class_name: 'Functional', config: { layers: [] } }),
    () => numbers,
    () => withKey({}, pick(random, ['__proto__', 'constructor', 'hasOwnProperty']), { polluted: true }),
    () => Array.from({ length: 5000 }, () => 0),
  ])()
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let k = 0; k < depth; k++) value = [value]
  return value
}

function withKey(holder: object, key: string, value: unknown): object {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
  return holder
}

interface Place {
  readonly holder: Record<string, unknown>
  readonly key: string
}

function placesIn(value: unknown): Place[] {
  const places: Place[] = []
  const open = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    for (const [key, one] of Object.entries(next)) {
      places.push({ holder: next as Record<string, unknown>, key })
      open.push(one)
    }
  }
  return places
}

const valueChanges: Readonly<Record<string, (place: Place, random: Random, places: readonly Place[]) => void>> = {
  'value replaced': ({ holder, key }, random) => void (holder[key] = strange(random)),
  'value left out': ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  },
  'values swapped': ({ holder, key }, random, places) => {
    const other = pick(random, places)
    const [one, two] = [structuredClone(holder[key]), structuredClone(other.holder[other.key])]
    holder[key] = two
    other.holder[other.key] = one
  },
  'value repeated': ({ holder, key }, random) => {
    if (Array.isArray(holder))
      for (let k = integer(random, 1, 20); k > 0; k--) holder.push(structuredClone(holder[Number(key)]))
    else holder[`${key}${key}`] = holder[key]
  },
  'key renamed': ({ holder, key }, random) => {
    if (!Array.isArray(holder))
      withKey(holder, pick(random, ['__proto__', 'constructor', 'valueOf', `${key}_`, key.toUpperCase()]), holder[key])
    delete holder[key]
  },
}

/** A file's bytes, one way or another no longer as they were; and which way. */
export function mutateBytes(bytes: Buffer, random: Random): { how: string; bytes: Buffer } {
  const how = pick(random, Object.keys(byteChanges))
  return { how, bytes: byteChanges[how]!(bytes, random) }
}

/** Plain data with one to three places changed; and which way the last was. */
export function mutateData<T>(data: T, random: Random): { how: string; data: T } {
  const copy = structuredClone(data)
  let how = ''
  for (let k = random() < 0.7 ? 1 : integer(random, 2, 3); k > 0; k--) {
    const places = placesIn(copy)
    if (places.length === 0) break
    how = pick(random, Object.keys(valueChanges))
    valueChanges[how]!(pick(random, places), random, places)
  }
  return { how, data: copy }
}
