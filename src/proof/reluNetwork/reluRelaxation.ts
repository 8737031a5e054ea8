import type { InputBox } from '../region.ts'
import type { ReluNetwork } from './reluNetwork.ts'
import type { ReluWorkspace } from './reluWorkspace.ts'

/** What is known of a ReLU network on a box: in the network's workspace, until the next box is relaxed there. */
export interface ReluRelaxation {
  readonly network: ReluNetwork
  readonly space: ReluWorkspace
  readonly box: InputBox
  /** The least that a relu of the backend may pass on. */
  readonly least: number
}
