/** What commands take for a model, in words. */
export const modelForms =
  'an ONNX file, a Keras file (.keras, .h5), or a tf.js model, of layers or a graph: a folder or its model.json'
