/** Where text goes: a terminal, a file or, in a test, a string. */
export interface Output {
  /** Writes at once, or later in the order of the calls. */
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What a command may touch of the process, so that it can run without one. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal
}
