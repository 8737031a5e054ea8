/** How far a backend's activation f is from the real one F: |f(x) - F(x)| <= relative |F(x)| + absolute for every float32 x. */
export interface ActivationError {
  readonly relative: number
  readonly absolute: number
  /** The most extreme results for any input that is not NaN. */
  readonly min: number
  readonly max: number
}
