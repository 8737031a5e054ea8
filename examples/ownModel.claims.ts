import { above, always, argmaxIs, around, box, claim, sometimes, tf, within } from 'overshoot'

/** A classifier of points in three classes: here its weights are written down, elsewhere they are loaded. */
export const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: 4, activation: 'relu', inputShape: [2], name: 'point' }),
    tf.layers.dense({ units: 3, activation: 'softmax' }),
  ],
})
model.setWeights([
  tf.tensor2d([
    [1, -1, 0.5, 0],
    [0, 0.5, -1, 1],
  ]),
  tf.zeros([4]),
  tf.tensor2d([
    [2, -1, -1],
    [-1, 2, -1],
    [1, -1, 0],
    [-1, -1, 2],
  ]),
  tf.tensor1d([0, 0.1, -0.1]),
])

const anyPoint = box([2], [-1, -1], [1, 1])

export const shares = claim('each output is a share', model, { inputs: anyPoint, holds: always(within(0, 1)) })

export const robust = claim('what lies within 0.2 of (0.8, 0) is of class 0', model, {
  inputs: around(tf.tensor1d([0.8, 0]), 0.2),
  holds: always(argmaxIs(0)),
})

export const sure = claim('some point is all but sure to be of its class', model, {
  inputs: anyPoint,
  holds: sometimes(above(0.9)),
})
