import type { BackendName } from '../../../src/backend/name.ts'
import { boundAll } from '../../../src/checker/bounds/boundAll.ts'
import { newCheck } from '../../../src/checker/check.ts'
import { decode } from '../../../src/checker/format/decode.ts'
import { spell } from '../../../src/checker/tree/split.ts'
import { always, above } from '../../../src/claim/index.ts'
import type { Network } from '../../../src/network/network.ts'
import type { OutputBounds } from '../../../src/proof/intervalBounds.ts'
import type { Region } from '../../../src/proof/region.ts'
import type { Certificate } from '../../../src/proof/certificate/certificate.ts'
import { makeCertificate } from '../../../src/proof/certificate/makeCertificate.ts'
import type { CertifiedTree } from '../../../src/proof/certificate/proofData.ts'
import { sequencesIn } from '../../../src/proof/certificate/sequencesIn.ts'

/** A certificate with one leaf over a region without phases. */
export function certificateOn(
  network: Network,
  region: Region,
  backend: BackendName,
  tree: CertifiedTree,
): Certificate {
  return makeCertificate({
    claim: 'all outputs are more than nothing',
    holds: always(above(-Infinity)),
    status: 'proved',
    backend,
    fingerprint: 'none',
    network,
    domains: region.boxes.map(({ lo, hi, letters }) => ({
      kind: letters === undefined ? 'box' : 'oneHot',
      shape: letters === undefined ? [lo.length] : [lo.length / letters, letters],
      lo,
      hi,
      endless: { lo: Array.from(lo, () => false), hi: Array.from(hi, () => false) },
    })),
    proof: { kind: 'bounds', tree },
  })
}

/** What the checker itself makes of a region, by each of its methods: it goes through the provers' tests. */
export function checkerBounds(method: 'intervals' | 'output' | 'cheap' | 'linear' | 'sequences') {
  return (network: Network, region: Region, backend: BackendName): OutputBounds => {
    const data = certificateOn(network, region, backend, { kind: 'leaf' })
    const check = newCheck(decode(JSON.parse(JSON.stringify(data))))
    const boxes = check.domains.map((domain) =>
      domain.letters === undefined ? domain : spell(domain.hi, domain.letters),
    )
    const phases = region.phases.map(({ operation, index, sign }) => ({ operation, index, sign }))
    const kind = method === 'intervals' ? 'intervals' : 'linear'
    const sequences = method === 'sequences' ? sequencesIn(network, region) : []
    const effort = method === 'output' || method === 'cheap' ? method : 'all'
    const known = boundAll(check, { boxes, phases }, { kind, slopes: [], lines: [], sequences }, effort)
    const bounds = known?.bounds[network.output] ?? []
    return {
      lo: Float64Array.from(bounds, ([lo]) => lo),
      hi: Float64Array.from(bounds, ([, hi]) => hi),
      nan: bounds.some(([, , nan]) => nan),
    }
  }
}
