/** A window that slides over steps: output `o` sees the steps `o * stride + k * dilation - padLeft` for k < width. */
export interface Window1d {
  readonly width: number
  readonly stride: number
  readonly dilation: number
  readonly padLeft: number
  /** How Keras was told to pad. */
  readonly padding: Padding
}

export type Padding = 'valid' | 'same' | 'causal'

/**
 * The window of a Keras layer and how many outputs it has. Padding `same` puts the smaller half on the left, as TensorFlow
 * does; `causal` puts all of it there. Undefined for anything that Keras does not know.
 */
export function window1d(
  steps: number,
  layer: { width: number | undefined; stride: number | undefined; dilation: number | undefined; padding: unknown },
): { window: Window1d; outputs: number } | undefined {
  const { width, stride, dilation, padding } = layer
  if (width === undefined || stride === undefined || dilation === undefined) return undefined
  const span = (width - 1) * dilation + 1
  const padded = (padLeft: number): Window1d => ({ width, stride, dilation, padLeft, padding: padding as Padding })
  switch (padding) {
    case 'valid':
      return { window: padded(0), outputs: Math.ceil((steps - span + 1) / stride) }
    case 'same': {
      const outputs = Math.ceil(steps / stride)
      const zeros = Math.max(0, (outputs - 1) * stride + span - steps)
      return { window: padded(Math.floor(zeros / 2)), outputs }
    }
    case 'causal':
      return { window: padded(span - 1), outputs: Math.ceil(steps / stride) }
    default:
      return undefined
  }
}

/** Keras writes the one number of a 1D layer as `n` or `[n]`. */
export function oneNumber(value: unknown): number | undefined {
  const number: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 ? number : undefined
}
