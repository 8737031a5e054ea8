import { clippedRelu } from './clippedRelu.ts'
import { cos } from './cos.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { elu } from './elu.ts'
import { erf } from './erf.ts'
import { exp } from './exp.ts'
import { gelu } from './gelu.ts'
import { geluTanh } from './geluTanh.ts'
import { hardSigmoid } from './hardSigmoid.ts'
import { hardTanh } from './hardTanh.ts'
import { leakyRelu } from './leakyRelu.ts'
import { log } from './log.ts'
import { mish } from './mish.ts'
import { relu } from './relu.ts'
import { selu } from './selu.ts'
import { sigmoid } from './sigmoid.ts'
import { sin } from './sin.ts'
import { softplus } from './softplus.ts'
import { softsign } from './softsign.ts'
import { sqrt } from './sqrt.ts'
import { swish } from './swish.ts'
import { tanh } from './tanh.ts'

/** Functions of one number that networks apply to each. */
export type ElementwiseName =
  | 'relu'
  | 'clippedRelu'
  | 'leakyRelu'
  | 'hardSigmoid'
  | 'hardTanh'
  | 'sigmoid'
  | 'tanh'
  | 'softplus'
  | 'softsign'
  | 'elu'
  | 'selu'
  | 'swish'
  | 'gelu'
  | 'geluTanh'
  | 'mish'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'erf'
  | 'sin'
  | 'cos'

export const elementwiseFunctions: Readonly<Record<ElementwiseName, ElementwiseFunction>> = {
  relu,
  clippedRelu,
  leakyRelu,
  hardSigmoid,
  hardTanh,
  sigmoid,
  tanh,
  softplus,
  softsign,
  elu,
  selu,
  swish,
  gelu,
  geluTanh,
  mish,
  exp,
  log,
  sqrt,
  erf,
  sin,
  cos,
}
