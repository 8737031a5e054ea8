/** What is known of one-hot rows among the numbers that an operation reads, all reads one after the other. */
export interface LetterRows {
  /** The row that each number belongs to; -1 where it belongs to none. */
  readonly row: Int32Array
  /** 1 where a number of a row may be 1. */
  readonly allowed: Uint8Array
  /** How many numbers of a row may be 1. */
  readonly choices: Int32Array
}
