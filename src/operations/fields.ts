/** Checks of fields that come from outside. */
export const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0

export const isIntegers = (value: unknown, length: number): boolean =>
  value instanceof Int32Array && value.length === length

/** Float32 numbers may be kept as such. */
export const isWeights = (value: unknown, length: number): boolean =>
  (value instanceof Float64Array || value instanceof Float32Array) && value.length === length

export const isNumbers = (value: unknown, length: number): boolean =>
  value instanceof Float64Array && value.length === length
