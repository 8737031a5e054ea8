/** About what a forward pass takes for each row: by it batches and budgets are made, so it need not be exact. */
export interface Cost {
  /** Multiplications by weights. */
  multiplications: number
  /** Numbers in all tensors on the way, inputs included: no more than so many are in memory at once. */
  numbers: number
}
