import { claimOptions } from './checkSource.ts'
import { readRequest } from './readRequest.ts'
import type { Command } from '../command.ts'
import { modelForms } from '../model/modelForms.ts'
import { verifyClaims, verifyOptions } from '../verify/verifyClaims.ts'

/**
 * `overshoot check <model> --input name=domain --always "0 <= y <= 1"`: a verdict on a model's file, without a claims
 * module.
 */
export const checkCommand: Command = {
  name: 'check',
  arguments: [{ name: '<model>', doc: modelForms }],
  doc: 'decide what the options claim of a model, and print the verdict table',
  options: [...claimOptions, ...verifyOptions],
  async run([model], options, io) {
    const request = { model: model!, options }
    // Loading tfjs takes longer than to answer a wrong statement.
    readRequest(request)
    // A property is of the network in real arithmetic, and `round` of a version that only TensorFlow.js runs.
    const onlyTfjs = options.vnnlib !== undefined || options.round === true
    const load = async () => (await import('./loadCheck.ts')).loadCheck(request)
    return verifyClaims(load, options, io, { model: model!, onlyTfjs })
  },
}
