import { tf } from '../../backend/tf.ts'
import { brief } from '../../files/brief.ts'
import type { Shape } from '../layers/layer.ts'
import { tensorName } from './graphFile.ts'
import { type Graph, runGraph } from './runGraph.ts'

/** The length of an axis of a tensor, by its name: what a file says of it. */
export interface StatedLength {
  readonly tensor: string
  readonly axis: number
  readonly length: number
}

/** Computes these tensors for zeros of some shapes. @throws Error where one has another length than is stated */
export function checkLengths(
  { model, inputs }: Graph,
  batches: readonly (readonly Shape[])[],
  lengths: readonly StatedLength[],
): void {
  if (lengths.length === 0) return
  const outputs = lengths.map(({ tensor }) => ({ name: tensor, ...tensorName(tensor)! }))
  for (const shapes of batches)
    tf.tidy(() => {
      const zeros = shapes.map((shape, i) => tf.zeros([...shape], inputs[i]!.type))
      const found = runGraph({ model, inputs, outputs }, zeros).map(({ shape }) => shape)
      for (const [i, { tensor, axis, length }] of lengths.entries())
        if (found[i]![axis] !== length)
          throw new Error(
            `its tensor ${brief(tensor, 120)} is of [${found[i]!.join(', ')}], where the file says that axis ${axis} is ${length} long: ` +
              'how often a loop runs rests on that',
          )
    })
}
