import { useBackend } from 'overshoot'
import { experiments, experimentName } from '../fixtures/experiments/experiment.ts'
import { outcomeOf } from '../fixtures/experiments/outcomeOf.ts'
console.log(await useBackend('native'))
for (const e of [...experiments].reverse()) {
  const t = performance.now()
  const o = await outcomeOf(e)
  console.log(experimentName(e), o.losses.length, JSON.stringify(o.test), ((performance.now() - t) / 1000).toFixed(1))
}
