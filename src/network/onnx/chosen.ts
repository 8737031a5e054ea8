import { sizeOf, type Shape } from '../layers/layer.ts'
import { eachNumber, uniform } from './each.ts'
import { asVariable, type Graph, move } from './graph.ts'
import { invalid } from './refusals.ts'
import { weigh } from './sums.ts'
import { range, type Tensor, type Variable } from './tensors.ts'
import { unknown } from './whole.ts'

/** Of which numbers each result is one: that of `index[at[i]]` from `from[i]` on, `step` apart, of `length` that there are. */
export interface Choice {
  readonly index: Variable
  readonly at: Int32Array
  readonly from: Int32Array
  readonly step: number
  readonly length: number
}

const numbers = (tensor: Tensor, graph: Graph, taps: Int32Array): Variable =>
  asVariable(graph, move(graph, [tensor], taps, [taps.length]))

/**
 * Numbers of a tensor at computed indices, which are whole: halves of those that it may be are left out one after the
 * other, by comparisons with what lies between them. So numbers are moved as they are, infinite ones included, and
 * bounds are those of all that the index may name. Indices that there are not are an error for runtimes: NaN here.
 */
export function chosen(
  graph: Graph,
  tensor: Tensor,
  { index, at, from, step, length }: Choice,
  shape: Shape,
): Variable {
  const count = at.length
  const { own, isThere } = counted(graph, index, length)
  let all = numbers(
    tensor,
    graph,
    range(length * count).map((i) => from[i % count]! + Math.floor(i / count) * step),
  )
  const many = sizeOf(index.shape)
  for (let [left, block] = [length, 1]; left > 1; [left, block] = [Math.ceil(left / 2), 2 * block]) {
    const pairs = Math.ceil(left / 2)
    const part = (second: number): Variable =>
      numbers(
        all,
        graph,
        range(pairs * count).map((i) => Math.min(2 * Math.floor(i / count) + second, left - 1) * count + (i % count)),
      )
    const isBefore = eachNumber(graph, { kind: 'compare', mode: 'less' }, [
      numbers(
        own,
        graph,
        range(pairs * many).map((i) => i % many),
      ),
      boundaries(graph, pairs, many, block),
    ])
    const isFirst = numbers(
      isBefore,
      graph,
      range(pairs * count).map((i) => Math.floor(i / count) * many + at[i % count]!),
    )
    all = eachNumber(graph, { kind: 'select' }, [isFirst, part(0), part(1)])
  }
  const valid = numbers(isThere, graph, at)
  const nothing = unknown(graph, numbers(own, graph, at))
  return { ...eachNumber(graph, { kind: 'select' }, [valid, all, nothing]), shape }
}

/** What lies before the second of each pair of blocks. */
function boundaries(graph: Graph, pairs: number, many: number, block: number): Variable {
  const data = Float64Array.from({ length: pairs * many }, (_, i) => (2 * Math.floor(i / many) + 1) * block - 0.5)
  return asVariable(graph, { kind: 'constant', shape: [data.length], type: 'float32', data })
}

/** Halves between whole numbers are float32 numbers up to there, and further. */
const MOST = 2 ** 22

/**
 * Indices counted from the front, of which negative ones are counted from the end; is there such a number? Compared is
 * with halves: bounds of what may be flushed reach past 0.
 */
export function counted(graph: Graph, index: Variable, length: number): { own: Variable; isThere: Variable } {
  if (length > MOST) throw invalid(`at most ${MOST} numbers to choose from`, 'node', graph.label)
  const all = (value: number): Variable => uniform(graph, value, index.shape)
  const isBack = eachNumber(graph, { kind: 'compare', mode: 'less' }, [index, all(-0.5)])
  const ahead = weigh(graph, [index, all(length)], [1, 1])
  const own = eachNumber(graph, { kind: 'select' }, [isBack, ahead, index])
  const isFrom0 = eachNumber(graph, { kind: 'compare', mode: 'less' }, [all(-0.5), own])
  const isBelow = eachNumber(graph, { kind: 'compare', mode: 'less' }, [own, all(length - 0.5)])
  return { own, isThere: eachNumber(graph, { kind: 'product' }, [isFrom0, isBelow]) }
}
