import type { Attributes } from '../operator.ts'

/** An attribute that is one whole number. */
export const int = (name: string, value: number): Attributes => ({ [name]: { int: value } })

/** An attribute that is several. */
export const ints = (name: string, values: readonly number[]): Attributes => ({ [name]: { ints: values } })

/** An attribute that is a number. */
export const float = (name: string, value: number): Attributes => ({ [name]: { float: value } })
