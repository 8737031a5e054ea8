import { shortest32 } from '../numeric/float32.ts'

/** Characters that an example may take to be pasted. */
const MOST = 2000

/**
 * The inputs of an example as a JavaScript object, to be pasted into a program: `{ x: [1, -0.5] }`; where most numbers
 * are 0 as `Object.assign(Array(240).fill(0), { 3: 1 })`. Numbers read back as the same float32. Undefined where that
 * is too long for anybody.
 */
export function pasteInputs(inputs: Readonly<Record<string, readonly number[]>>): string | undefined {
  const parts: string[] = []
  let length = 0
  for (const [name, values] of Object.entries(inputs)) {
    const list = pasteValues(values)
    if (list === undefined) return undefined
    parts.push(
      `${/^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : `[${JSON.stringify(name)}]`}: ${list}`,
    )
    length += parts.at(-1)!.length
  }
  return length > MOST ? undefined : `{ ${parts.join(', ')} }`
}

function pasteValues(values: readonly number[]): string | undefined {
  const others = [...values.entries()].filter(([, value]) => !Object.is(value, 0))
  if (4 * others.length < values.length && values.length > 16)
    return others.length * 4 > MOST
      ? undefined
      : `Object.assign(Array(${values.length}).fill(0), { ${others.map(([i, value]) => `${i}: ${number(value)}`).join(', ')} })`
  return values.length > MOST ? undefined : `[${values.map(number).join(', ')}]`
}

function number(value: number): string {
  return Object.is(value, -0) ? '-0' : String(shortest32(value))
}
