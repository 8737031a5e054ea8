import type { BackendName } from '../../backend/name.ts'
import { decode } from '../../checker/format/certificate.ts'
import { boundAll } from '../../checker/bounds/boundAll.ts'
import { spell } from '../../checker/tree/showParts.ts'
import { always, above } from '../../claim/index.ts'
import type { Network } from '../../network/network.ts'
import type { OutputBounds } from '../intervalBounds.ts'
import type { Region } from '../region.ts'
import type { Certificate } from './certificate.ts'
import { makeCertificate } from './makeCertificate.ts'
import type { CertifiedTree } from './proofData.ts'
import { sequencesIn } from './sequencesIn.ts'

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
    const certificate = decode(JSON.parse(JSON.stringify(certificateOn(network, region, backend, { kind: 'leaf' }))))
    const boxes = certificate.domains.map((domain) =>
      domain.letters === undefined ? domain : spell(domain.hi, domain.letters),
    )
    const signs = region.phases.map(({ operation, index, sign }) => ({ operation, index, sign }))
    const kind = method === 'intervals' ? 'intervals' : 'linear'
    const sequences = method === 'sequences' ? sequencesIn(network, region) : []
    const effort = method === 'output' || method === 'cheap' ? method : 'all'
    const known = boundAll(certificate, { boxes, signs }, { kind, slopes: [], lines: [], sequences }, effort)
    const ranges = known?.ranges[network.output] ?? []
    return {
      lo: Float64Array.from(ranges, ([lo]) => lo),
      hi: Float64Array.from(ranges, ([, hi]) => hi),
      nan: ranges.some(([, , nan]) => nan),
    }
  }
}
