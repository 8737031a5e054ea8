import type { InputShapes } from '../../network/onnx/reading/fixLengths.ts'
import { parseDomain } from './domainSpelling.ts'

/** The shapes that `--input` spells, `image=0..1:3x32x32`, for lengths that a model's file leaves open. */
export function spelledShapes(options: readonly string[] = []): InputShapes {
  return (name, isOnly) => {
    const own = options.findLast((option) => option.startsWith(`${name}=`))?.slice(name.length + 1)
    const text = own ?? (isOnly && options.length === 1 ? options[0] : undefined)
    return text === undefined ? undefined : shapeIn(text)
  }
}

/** What is spelt wrongly is told where domains are read. */
function shapeIn(text: string): readonly number[] | undefined {
  try {
    const spelling = parseDomain(text)
    return 'shape' in spelling ? spelling.shape : undefined
  } catch {
    return undefined
  }
}
