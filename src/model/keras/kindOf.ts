/** What a file is by its first bytes, and for those that hold no model of Keras what to do. */
interface Kind {
  readonly kind: 'zip' | 'hdf5' | 'another'
  readonly advice: string
}

const save = "Save the whole model: model.save('model.keras')"
const others: readonly (readonly [isIt: (bytes: Buffer) => boolean, advice: string])[] = [
  [(bytes) => bytes.length === 0, `it is empty. ${save}`],
  [starts('TFL3', 4), `it is a TensorFlow Lite model, of which nothing can be read here. ${save}`],
  [starts('\u001f\u008b'), 'it is packed by gzip. Unpack it'],
  [starts('\u0080'), `it is a Python pickle. ${save}`],
  [starts('{'), 'it is JSON. A tf.js model is read from its folder, or from its model.json under that ending'],
  [starts('\u0093NUMPY'), `it is a NumPy array. ${save}`],
  [
    starts('\u0008'),
    'it may be an ONNX file, or of a SavedModel. Give an ONNX file the ending .onnx; a SavedModel is a folder',
  ],
]

/** Tells files apart by their first bytes. */
export function kindOf(bytes: Buffer): Kind {
  if (starts('PK\u0003\u0004')(bytes)) return { kind: 'zip', advice: '' }
  if (starts('\u0089HDF\r\n\u001a\n')(bytes)) return { kind: 'hdf5', advice: '' }
  const advice = others.find(([isIt]) => isIt(bytes))?.[1]
  return { kind: 'another', advice: advice ?? `it is neither HDF5 nor a zip, as models that Keras saves are. ${save}` }
}

function starts(text: string, at = 0): (bytes: Buffer) => boolean {
  return (bytes) => bytes.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'))
}
