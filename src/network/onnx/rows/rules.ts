import { elementwiseFunctions } from '../../../functions/index.ts'
import { convolution, normalization, pooling } from './windowed.ts'
import { each, reduce, softmax, together } from './elementwise.ts'
import { expand, filled } from './expanding.ts'
import type { Rule } from './followed.ts'
import { gemm, matMul } from './products.ts'
import { flatten, squeeze, toShape, turn, unsqueeze } from './reshaping.ts'
import { concatenate, gather, pad, slice, split } from './selection.ts'

const operatorsOfOneNumber = Object.values(elementwiseFunctions).flatMap(({ operator }) => operator ?? [])

/** How each operator treats the rows of a batch; `Shape`, which only counts them, is not among these. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    Add: together,
    AveragePool: pooling,
    BatchNormalization: normalization,
    Cast: each,
    Clip: each,
    Concat: concatenate,
    ConstantOfShape: filled,
    Conv: convolution,
    Div: together,
    Dropout: each,
    Elu: each,
    Expand: expand,
    Flatten: flatten,
    Gather: gather,
    Gemm: gemm,
    GlobalAveragePool: pooling,
    GlobalMaxPool: pooling,
    Identity: each,
    LeakyRelu: each,
    MatMul: matMul,
    Max: together,
    MaxPool: pooling,
    Min: together,
    Mul: together,
    Neg: each,
    PRelu: together,
    Pad: pad,
    ReduceMean: reduce(18),
    ReduceSum: reduce(13),
    Reshape: toShape,
    Slice: slice,
    Softmax: softmax,
    Split: split,
    Squeeze: squeeze,
    Sub: together,
    Sum: together,
    Transpose: turn,
    Unsqueeze: unsqueeze,
    ...Object.fromEntries(operatorsOfOneNumber.map((operator) => [operator, each])),
  }),
)
