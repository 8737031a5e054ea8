import { unsupported } from './unsupported.ts'

type Config = Readonly<Record<string, unknown>>

/** Layers that heed a mask in tf.js as they do in Keras, and hand it on only where they return sequences. */
const heed = new Set(['LSTM', 'GRU', 'ResetAfterGRU', 'SimpleRNN'])
/** Layers that compute without it, and hand it on. */
const pass = new Set(
  (
    'Activation AlphaDropout BatchNormalization Dense Dropout ELU Embedding GaussianDropout GaussianNoise InputLayer LayerNormalization ' +
    'LeakyReLU Masking PReLU ReLU SpatialDropout1D ThresholdedReLU'
  ).split(' '),
)
/** Layers that compute without it, and end it. */
const end = new Set(
  'Conv1D Flatten GlobalMaxPooling1D MaxPooling1D AveragePooling1D Permute RepeatVector Reshape'.split(' '),
)

/**
 * Refuses masks where tf.js does otherwise than Keras: it hands a mask on to every layer that runs later, on whatever
 * branch, and of the layers that heed one it knows the recurrent ones alone. A single row of layers is followed;
 * anything else that makes masks is refused.
 * @throws SETTING_UNSUPPORTED naming the layer that makes the mask
 */
export function checkMasks(topology: object): void {
  const source = sourceIn(topology)
  if (source === undefined) return
  const { className, config } = source as { className: string; config: Config }
  const refused = (): Error =>
    unsupported(
      className,
      config,
      className === 'Masking' ? 'maskValue' : 'maskZero',
      'masks in a row of layers, where recurrent ones heed them or none',
    )
  const row = rowOf(topology as Config)
  if (row === undefined) throw refused()
  // What Keras hands on, and whether tf.js has begun to.
  let [masked, begun] = [false, false]
  for (const layer of row) {
    const name = layer.className as string
    const { layer: wrapped } = layer.config as { layer?: Layer }
    const recurrent = name === 'Bidirectional' ? wrapped! : layer
    if (isSource(layer)) masked = begun = true
    else if (heed.has(recurrent.className as string)) {
      if (begun && !masked) throw refused()
      masked &&= (recurrent.config as Config)['returnSequences'] === true
      // What it gives for steps that are masked is put in another order.
      if (masked && name === 'Bidirectional') throw refused()
    } else if (name === 'TimeDistributed' && pass.has(wrapped!.className as string)) continue
    else if (end.has(name)) masked = false
    else if (!pass.has(name) && begun) throw refused()
  }
}

interface Layer {
  readonly className: unknown
  readonly config: unknown
}

function isSource({ className, config }: Layer): boolean {
  return className === 'Masking' || (className === 'Embedding' && (config as Config)['maskZero'] === true)
}

function sourceIn(value: unknown): Layer | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { className, config } = value as Config
  if (typeof config === 'object' && config !== null && isSource({ className, config })) return { className, config }
  for (const inner of Object.values(value)) {
    const found = sourceIn(inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** The layers in the order in which they run, where each reads the one before it only. */
function rowOf({ className, config }: Config): Layer[] | undefined {
  const layers = (Array.isArray(config) ? config : (config as Config | undefined)?.['layers']) as Config[] | undefined
  if (!Array.isArray(layers)) return undefined
  if (className === 'Sequential') return layers as unknown as Layer[]
  const isRow = layers.every((layer, i) => {
    const nodes = layer['inboundNodes'] as unknown[][][]
    if (i === 0) return nodes.length === 0
    return nodes.length === 1 && nodes[0]!.length === 1 && nodes[0]![0]![0] === layers[i - 1]!['name']
  })
  return isRow ? (layers as unknown as Layer[]) : undefined
}
