import { tf } from '../backend/tf.ts'
import { defined } from '../defined.ts'
import { checkOptions, unexpected } from '../errors.ts'
import { batches } from './batches.ts'
import { inOrder, type Tensors } from './data.ts'
import { checkWhole } from './options.ts'
import { dropoutMasks } from './seededDropout.ts'
import { freshSeed, mixSeed, permutation } from './seeds.ts'

/** How far a training is. */
export interface FitProgress {
  /** From 1 to `epochs`. */
  epoch: number
  epochs: number
  /** From 1 to `batches`. */
  batch: number
  batches: number
  /** The epoch's loss and metrics, once it is over. */
  logs?: Record<string, number>
}

type Callbacks = NonNullable<tf.ModelFitArgs['callbacks']>

/** What `fit` takes; all of it may be left out. */
export interface FitOptions {
  /** Epoch to stop after, counted from the start of all training (1). */
  epochs?: number
  /**
   * Epochs that were done before (0): with the same seed, the rest of an interrupted training is what it would have
   * been.
   */
  initialEpoch?: number
  /** Rows a step (32). */
  batchSize?: number
  validationData?: [Tensors, Tensors]
  /** The share of the rows, taken from the end, to validate on (0). */
  validationSplit?: number
  callbacks?: Callbacks
  /** 0, the default, prints nothing; 1 is tfjs' own progress bar, where its backend has one. */
  verbose?: 0 | 1
  /** Decides the order of the rows and the masks of Dropout. Same seed, same backend and threads: same bits. */
  seed?: number
  /** Whether each epoch takes the rows in another order (true). */
  shuffle?: boolean
  classWeight?: tf.ClassWeight
  /** When to let the event loop run: as in `tf.LayersModel.fit`. */
  yieldEvery?: NonNullable<tf.ModelFitArgs['yieldEvery']>
  /** Is told how far training is, after each batch and each epoch. */
  onProgress?: (progress: FitProgress) => void
  /** Stops the training after the batch it is in; `fit` then rejects with the signal's reason. */
  signal?: AbortSignal
}

const known: readonly (keyof FitOptions)[] = [
  'epochs',
  'initialEpoch',
  'batchSize',
  'validationData',
  'validationSplit',
  'callbacks',
  'verbose',
  'seed',
  'shuffle',
  'classWeight',
  'yieldEvery',
  'onProgress',
  'signal',
]

/** Keeps the two streams of random numbers that a seed gives apart. */
const streams = { order: 1, masks: 2 } as const

/**
 * Trains a compiled model by `fitDataset`, whose rows and Dropout masks come from seeded streams that depend on the
 * seed, the epoch and the batch alone; tfjs' own `fit` takes both from Math.random.
 * @throws ARGUMENT_INVALID for options or tensors that do not fit
 */
export async function fit(model: tf.LayersModel, x: Tensors, y: Tensors, options: FitOptions): Promise<tf.History> {
  const { epochs = 1, initialEpoch = 0, batchSize = 32, shuffle = true, validationSplit = 0 } = options
  check(options)
  options.signal?.throwIfAborted()
  const seed = options.seed ?? freshSeed()
  const masks = dropoutMasks(model, seed, options.seed !== undefined)
  const inputs = inOrder('fit', 'x', x, model.inputNames, model.inputs)
  const targets = inOrder('fit', 'y', y, model.outputNames, model.outputs)
  const split = splitOff([inputs.tensors, targets.tensors], validationSplit)
  try {
    const [xs, ys] = split.training
    let epoch = initialEpoch
    const data = batches(xs, ys, batchSize, () =>
      shuffle ? permutation(xs[0]!.shape[0]!, mixSeed(seed, streams.order, epoch)) : undefined,
    )
    let stopped = false
    const report = (batch: number, logs?: Record<string, number>): void =>
      options.onProgress?.({ epoch: epoch + 1, epochs, batch, batches: data.size, ...defined({ logs }) })
    const own = new tf.CustomCallback(
      {
        onEpochBegin: async (current) => {
          epoch = current
        },
        onBatchBegin: async (batch) => masks.use(streams.masks, epoch, batch),
        onBatchEnd: async (batch) => {
          masks.release()
          if (batch + 1 < data.size) report(batch + 1)
          if (options.signal?.aborted) stopped = model.stopTraining = true
        },
        onEpochEnd: async (_, logs) => report(data.size, { ...logs }),
      },
      options.yieldEvery,
    )
    const validation = split.validation ?? options.validationData
    const history = await model.fitDataset(data as never, {
      epochs,
      initialEpoch,
      verbose: options.verbose ?? 0,
      callbacks: [own, ...callbackList(options.callbacks, options.yieldEvery)] as never,
      validationBatchSize: batchSize,
      ...defined({ validationData: validation as never, classWeight: options.classWeight }),
    })
    if (stopped) options.signal!.throwIfAborted()
    return history
  } finally {
    masks.release()
    tf.dispose([inputs.made, targets.made, split.made])
  }
}

function check(options: FitOptions): void {
  const api = 'fit'
  checkOptions(api, options, known)
  checkWhole(api, 'epochs', options.epochs ?? 1, 1)
  checkWhole(api, 'initialEpoch', options.initialEpoch ?? 0, 0)
  checkWhole(api, 'batchSize', options.batchSize ?? 32, 1)
  if (options.seed !== undefined) checkWhole(api, 'seed', options.seed, Number.MIN_SAFE_INTEGER)
  if (options.shuffle !== undefined && typeof options.shuffle !== 'boolean')
    throw unexpected({ api, expected: 'true or false', name: 'shuffle', value: options.shuffle })
  const share = options.validationSplit ?? 0
  if (!(share >= 0 && share < 1))
    throw unexpected({ api, expected: 'a share from 0 to below 1', name: 'validationSplit', value: share })
  if (share > 0 && options.validationData !== undefined)
    throw unexpected({
      api,
      expected: 'validationSplit or validationData, not both',
      name: 'validationSplit',
      value: share,
    })
}

/** Takes the last rows for validation, as Keras does, before anything is shuffled. */
function splitOff(
  [xs, ys]: [tf.Tensor[], tf.Tensor[]],
  share: number,
): { training: [tf.Tensor[], tf.Tensor[]]; validation?: [tf.Tensor[], tf.Tensor[]]; made: tf.Tensor[] } {
  const rows = xs[0]!.shape[0]!
  const rowsOf = ys[0]!.shape[0]!
  if (rows !== rowsOf || rows === 0)
    throw unexpected({
      api: 'fit',
      expected: `${Math.max(rows, 1)} rows, as many as x has`,
      name: 'y.shape',
      value: ys[0]!.shape,
    })
  if (share === 0) return { training: [xs, ys], made: [] }
  const at = Math.floor(rows * (1 - share))
  if (at === 0 || at === rows)
    throw unexpected({
      api: 'fit',
      expected: 'a split that leaves rows on both sides',
      name: 'validationSplit',
      value: share,
    })
  const part = (start: number, count: number): [tf.Tensor[], tf.Tensor[]] => [
    xs.map((tensor) => tf.slice(tensor, start, count)),
    ys.map((tensor) => tf.slice(tensor, start, count)),
  ]
  const [training, validation] = [part(0, at), part(at, rows - at)]
  return { training, validation, made: [training, validation].flat(2) }
}

/** tfjs takes callbacks as objects or as plain functions by name, but not a mixture of both. */
function callbackList(callbacks: Callbacks | undefined, yieldEvery: FitOptions['yieldEvery']): unknown[] {
  const list = callbacks === undefined ? [] : Array.isArray(callbacks) ? callbacks : [callbacks]
  return list.map((callback) =>
    'setModel' in callback ? callback : new tf.CustomCallback(callback as tf.CustomCallbackArgs, yieldEvery),
  )
}
