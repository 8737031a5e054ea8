import { activations, functions, waves } from './activations.ts'
import { arithmetics } from './arithmetic.ts'
import { comparisons } from './comparisons.ts'
import { contributed } from './composed/contributed.ts'
import { composedActivations } from './composed/activations.ts'
import { attentions } from './composed/attention.ts'
import { blocks } from './composed/blocks.ts'
import { einsums } from './composed/einsum.ts'
import { ensembles } from './composed/ensembles.ts'
import { learned } from './composed/learned.ts'
import { normalizations } from './composed/normalizations.ts'
import { orderings } from './composed/ordering.ts'
import { powers } from './composed/powers.ts'
import { quantizations } from './composed/quantized.ts'
import { quantizedSteps } from './composed/quantizedSteps.ts'
import { recurrentLayers } from './composed/recurrent.ts'
import { reductions } from './composed/reductions.ts'
import { samplings } from './composed/sampling.ts'
import { sequences } from './composed/sequences.ts'
import { transposed } from './composed/transposed.ts'
import { constants, innerTypes } from './constants.ts'
import { folding, innerFolds } from './folding.ts'
import { indexing } from './indexing.ts'
import { knownTensors } from './knownTensors.ts'
import type { Operator } from './operator.ts'
import { paddings } from './padding.ts'
import { products } from './products.ts'
import { reshaping } from './reshaping.ts'
import { rotaries } from './composed/rotary.ts'
import { resizing } from './resizing.ts'
import { scattering } from './scattering.ts'
import { selection } from './selection.ts'
import { innerStatistics, statistics } from './statistics.ts'
import { windowed } from './windowed.ts'

/** Every operator that can be read, by its name. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...activations,
    ...arithmetics,
    ...attentions,
    ...blocks,
    ...composedActivations,
    ...constants,
    ...contributed,
    ...einsums,
    ...ensembles,
    ...folding,
    ...comparisons,
    ...indexing,
    ...knownTensors,
    ...learned,
    ...normalizations,
    ...orderings,
    ...paddings,
    ...powers,
    ...products,
    ...quantizations,
    ...quantizedSteps,
    ...recurrentLayers,
    ...reductions,
    ...reshaping,
    ...resizing,
    ...rotaries,
    ...samplings,
    ...scattering,
    ...selection,
    ...sequences,
    ...statistics,
    ...transposed,
    ...waves,
    ...windowed,
  }),
)

/** What those are composed of that no file names: by names that begin with a small letter, as functions of networks do. */
export const innerOperators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({ ...functions, ...innerFolds, ...innerStatistics, ...innerTypes }),
)
