import { loadTrained } from '../../../fixtures/models.ts'
import type { tf } from '../../../src/backend/tf.ts'
import { currentBackend } from '../../../src/backend/useBackend.ts'
import { always, claim, interval, oneHot, within } from '../../../src/claim/index.ts'
import { packNetwork } from '../../../src/network/packNetwork.ts'
import { certify } from '../../../src/proof/certify.ts'
import { subjectOf } from '../../../src/proof/subject.ts'
import type { Playground, PlaygroundOutput } from '../../../src/report/page/reportData.ts'
import { sampleLetters } from './sampleReport.ts'

/** The trained models that the sample's playground computes, by name; each takes dplus, then the sequence. */
export async function sampleModels(): Promise<Record<string, tf.LayersModel>> {
  const combined = await loadTrained('question')
  const wellPosed = await loadTrained('well-posed')
  const wrapped = await loadTrained('sigmoid')
  return { deep: combined.deep, wide: combined.linear, combined, 'sigmoid-wrapped': wrapped, 'well-posed': wellPosed }
}

export function samplePlayground(models: Readonly<Record<string, tf.LayersModel>>): Playground {
  return {
    caption: 'Change the score and the letters.',
    backend: currentBackend(),
    inputs: [
      { kind: 'number', name: 'dplus', lo: 0, hi: 1, start: 0.75, unit: { name: 'bits', lo: -25, hi: 20 } },
      { kind: 'letters', name: 'sequence', alphabet: 'ACGT', start: sampleLetters(0) },
    ],
    outputs: Object.entries(models).map(([name, model]) => sampleOutput(name, model)),
  }
}

function sampleOutput(name: string, model: tf.LayersModel): PlaygroundOutput {
  const inputs = model.inputs.map(({ shape }) => (shape.length === 3 ? 'sequence' : 'dplus'))
  const domains = inputs.map((input) => (input === 'sequence' ? oneHot(60, 4) : interval(0, 1)))
  const all = claim(name, model, { inputs: domains, holds: always(within(0, 1)) })
  const subject = subjectOf(all, currentBackend())!
  const { lo, hi } = certify(subject, all)
  return { name, network: packNetwork(subject.network), inputs, certified: [lo, hi], claimed: [0, 1] }
}
