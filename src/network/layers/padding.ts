import { gather, type Part, type Readers, type Shape, sizeOf } from './layer.ts'

/** An image made of another's pixels: `row` and `column` say which, undefined for zeros. */
function image(
  [rows, columns, channels]: Shape,
  output: Shape,
  row: (y: number) => number,
  column: (x: number) => number,
): Part {
  const width = output[1]! * channels!
  return gather(sizeOf(output), (i) => {
    const y = row(Math.floor(i / width))
    const x = column(Math.floor((i % width) / channels!))
    const outside = y < 0 || y >= rows! || x < 0 || x >= columns!
    return outside ? -1 : (y * columns! + x) * channels! + (i % channels!)
  })
}

/** Layers that keep pixels and move them, channels last. */
export const padding: Readers = {
  Cropping2D: ({ config }, [input], output) => {
    const [top, left] = starts(config['cropping'])
    if (config['dataFormat'] !== 'channelsLast' || top === undefined || left === undefined) return undefined
    return [
      image(
        input!,
        output,
        (y) => y + top,
        (x) => x + left,
      ),
    ]
  },
  UpSampling2D: ({ config: { size, interpolation, dataFormat } }, [input], output) => {
    const [high, wide] = Array.isArray(size) ? (size as number[]) : []
    if (dataFormat !== 'channelsLast' || interpolation !== 'nearest') return undefined
    // Kernels multiply by 1 / size before they round down, which is exact for powers of two.
    if (![high, wide].every((factor) => factor === 1 || factor === 2 || factor === 4 || factor === 8)) return undefined
    return [
      image(
        input!,
        output,
        (y) => Math.floor(y / high!),
        (x) => Math.floor(x / wide!),
      ),
    ]
  },
  ZeroPadding2D: ({ config }, [input], output) => {
    const [top, left] = starts(config['padding'])
    if (config['dataFormat'] !== 'channelsLast' || top === undefined || left === undefined) return undefined
    return [
      image(
        input!,
        output,
        (y) => y - top,
        (x) => x - left,
      ),
    ]
  },
}

/** The first number of each pair of [[top, bottom], [left, right]]. */
function starts(pairs: unknown): (number | undefined)[] {
  if (!Array.isArray(pairs)) return []
  return pairs.map((pair: unknown) =>
    Array.isArray(pair) && Number.isInteger(pair[0]) ? (pair[0] as number) : undefined,
  )
}
