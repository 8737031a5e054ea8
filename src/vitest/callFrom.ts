import { compileFunction } from 'node:vm'

/** A frame of a stack, in the code that really runs: before source maps. */
export interface Frame {
  readonly file: string
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

/** The frames above `callee`, innermost first. */
export function framesAbove(callee: (...given: never[]) => unknown): Frame[] {
  const holder: { stack?: NodeJS.CallSite[] } = {}
  const { prepareStackTrace } = Error
  try {
    // Vitest maps stacks to the sources here.
    Error.prepareStackTrace = (_, sites) => sites
    Error.captureStackTrace(holder, callee)
    return (holder.stack ?? []).map((site) => ({
      file: site.getFileName() ?? '',
      line: site.getLineNumber() ?? 1,
      column: site.getColumnNumber() ?? 1,
    }))
  } finally {
    Error.prepareStackTrace = prepareStackTrace
  }
}

/**
 * Calls a function such that it sees itself called from where `frames` pass through `file`: vitest reads the place of
 * an annotation from the stack, and by the time a test has a verdict no frame of its file is left there.
 */
export function callFrom<Result>(file: string, frames: readonly Frame[], call: () => Result): Result {
  const frame = frames.find((one) => one.file === file)
  if (frame === undefined) return call()
  let result: Result | undefined
  const there = compileFunction('call()', ['call'], {
    filename: file,
    lineOffset: frame.line - 1,
    columnOffset: frame.column - 1,
  })
  there(() => (result = call()))
  return result!
}
