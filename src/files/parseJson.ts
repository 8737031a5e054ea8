import { brief } from './brief.ts'

/** Nothing that is read here is nested this deep, and functions that recurse over it stay far from the stack's end. */
const DEEPEST = 200

/**
 * What JSON in UTF-8, or already in a string, holds, provided that arrays and objects are nested at most 200 deep.
 * @throws Error that says what is wrong
 */
export function parseJson(source: Uint8Array | string): unknown {
  const text = typeof source === 'string' ? source : decodeText(source)
  if (depthOf(text) > DEEPEST) throw new Error(`it is nested more than ${DEEPEST} deep`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`not JSON: ${brief((error as Error).message)}`, { cause: error })
  }
}

/** Text in UTF-8, without a byte order mark. @throws Error for other bytes */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Error('it is not text in UTF-8', { cause: error })
  }
}

/** How deep brackets outside strings are nested; of text that is no JSON it says little. */
function depthOf(text: string): number {
  let [depth, deepest, isInside] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isInside) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) isInside = false
    } else if (code === QUOTE) isInside = true
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) deepest = Math.max(deepest, ++depth)
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--
  }
  return deepest
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125]
