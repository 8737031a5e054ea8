import type { Claim } from '../../claim/claim.ts'
import type { Command } from '../command.ts'
import { verifyClaims, verifyOptions } from '../verifyClaims.ts'

/** `overshoot verify <module...>`: a verdict for each claim that the modules export. */
export const verifyCommand: Command = {
  name: 'verify',
  arguments: [
    { name: '<module...>', doc: 'modules (.ts or .js) that export claims: themselves, in arrays or in objects' },
  ],
  doc: 'decide claims and print the verdict table',
  options: verifyOptions,
  async run(paths, options, io) {
    const load = async () => {
      const { loadClaims } = await import('../loadClaims.ts')
      const loaded = await loadClaims(paths)
      return { claims: [...loaded.keys()], source: (claim: Claim) => loaded.get(claim)! }
    }
    return verifyClaims(load, options, io)
  },
}
