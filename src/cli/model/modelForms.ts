/** What commands take for a model, in words. */
export const modelForms: string =
  'an ONNX file, a Keras file (.keras, .h5), the folder of a SavedModel, or a tf.js model, of layers or a graph: ' +
  'a folder or its model.json'
