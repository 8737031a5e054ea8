/** Stable names of everything that can go wrong through what a caller passed or where the program runs. */
export type ErrorCode =
  | 'ARGUMENT_INVALID'
  | 'BACKEND_EXHAUSTED'
  | 'BACKEND_UNAVAILABLE'
  | 'BACKEND_UNKNOWN'
  | 'BASELINE_AMBIGUOUS'
  | 'BASELINE_MISSING'
  | 'BATCH_MIXED'
  | 'CLAIM_FAILED'
  | 'CLAIMS_MODULE_UNREADABLE'
  | 'COUNTEREXAMPLE_UNREADABLE'
  | 'DATA_ROW_INVALID'
  | 'DOMAIN_EMPTY'
  | 'DOMAIN_MISMATCH'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE'
  | 'INTERNAL'
  | 'LOSS_AMBIGUOUS'
  | 'MODEL_INVALID'
  | 'MODEL_UNREADABLE'
  | 'NATIVE_DOWNLOAD_FAILED'
  | 'NATIVE_INSTALL_FAILED'
  | 'NATIVE_TOOL_MISSING'
  | 'NATIVE_UNSUPPORTED'
  | 'NOTHING_COMPUTED'
  | 'NUMBER_TYPE_UNSUPPORTED'
  | 'OPERATOR_UNSUPPORTED'
  | 'OUTPUT_UNSTABLE'
  | 'PROPERTY_INVALID'
  | 'PROPERTY_UNSUPPORTED'
  | 'REGISTER_MODULE_UNREADABLE'
  | 'ROWS_DEPENDENT'
  | 'SETTING_UNSUPPORTED'
  | 'USAGE'

/** Every error that Overshoot throws on purpose; `code` is stable, `message` is for people. */
export class OvershootError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OvershootError'
    this.code = code
  }
}

/** What was passed where something else was expected. */
export interface Unexpected {
  /** The public function that was called. */
  api: string
  /** What it wanted, as a noun phrase. */
  expected: string
  /** The argument's name. */
  name: string
  /** The argument's value. */
  value: unknown
  /** What to do about it, one sentence. */
  hint?: string
  code?: ErrorCode
}

/**
 * Builds the one form all argument errors have: `<api>: expected <what>, received <name>=<value> (<type>)` and a hint.
 */
export function unexpected(u: Unexpected): OvershootError {
  const hint = u.hint === undefined ? '' : `. ${u.hint}`
  return new OvershootError(
    u.code ?? 'ARGUMENT_INVALID',
    `${u.api}: expected ${u.expected}, received ${u.name}=${show(u.value)} (${typeName(u.value)})${hint}`,
  )
}

/** Refuses options that nobody reads: a misspelt one would be ignored in silence. @throws ARGUMENT_INVALID */
export function checkOptions(api: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw unexpected({ api, expected: 'an object of options', name: 'options', value: options })
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !known.includes(name))
      throw unexpected({ api, expected: `the options ${known.join(', ')}`, name, value })
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'function') return value.name === '' ? 'function' : value.name
  if (typeof value !== 'object' || value === null) return String(value)
  if (ArrayBuffer.isView(value)) return `[${(value as unknown as { length: number }).length} numbers]`
  try {
    const text = JSON.stringify(value) ?? String(value)
    return text.length > 120 ? `${text.slice(0, 117)}...` : text
  } catch {
    return Object.prototype.toString.call(value)
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  return value.constructor?.name ?? 'object'
}

/** What an error says; of what else was thrown, what it is as text. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
