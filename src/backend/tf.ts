// oxlint-disable-next-line import/no-unassigned-import -- it has to run before what comes next is loaded
import './hushCopies.ts'
import * as tf from '@tensorflow/tfjs'

/** TensorFlow.js itself. Every other module takes it from here, so that there is one engine and one version. */
export { tf }
