import * as tf from '@tensorflow/tfjs'

/** TensorFlow.js itself. Every other module takes it from here, so that there is one engine and one version. */
export { tf }
