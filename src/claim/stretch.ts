/** What outputs (or margins) came to, computed for every float32 from `lo` to `hi`; -0 and 0 are two of them. */
export interface Stretch {
  readonly lo: number
  readonly hi: number
  readonly least: number
  readonly most: number
  readonly nan: boolean
}
