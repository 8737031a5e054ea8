import { parse } from 'yaml'
import { z } from 'zod'

const step = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    if: z.string(),
    uses: z.string(),
    run: z.string(),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    env: z.record(z.string(), z.string()),
  })
  .partial()
  .refine(
    (one) => (one.uses === undefined) !== (one.run === undefined),
    'a step either uses an action or runs commands',
  )
  .refine((one) => one.uses !== undefined || one.with === undefined, 'only an action takes `with`')

const job = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  needs: z.string().optional(),
  'runs-on': z.literal('ubuntu-latest'),
  'timeout-minutes': z.number(),
  strategy: z.strictObject({ 'fail-fast': z.boolean(), matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
  env: z.record(z.string(), z.string()).optional(),
  steps: z.array(step).min(1),
})

/** The part of GitHub's workflow syntax that the workflows here use; anything else in one is taken for a slip. */
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(z.string()) }),
    pull_request: z.null(),
    workflow_dispatch: z.null(),
    schedule: z.array(z.strictObject({ cron: z.string() })).optional(),
  }),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.string() }),
  jobs: z.record(z.string(), job),
})

export type Workflow = z.infer<typeof workflow>
export type Step = z.infer<typeof step>

/** Reads a workflow. @throws where it is no YAML, or not of the form that `workflow` says */
export function readWorkflow(text: string): Workflow {
  return workflow.parse(parse(text, { strict: true, uniqueKeys: true }))
}

export function stepsOf({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps)
}

/** The lines with actions that are not pinned by a whole commit with its version behind it. */
export function unpinned(text: string): string[] {
  const pinned = /^\s*(?:- )?uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
  return text.split('\n').filter((line) => /\buses:/.test(line) && !pinned.test(line))
}

/** What a workflow says inside of `${{ }}` that does not exist in it: matrix values, and steps or jobs by id. */
export function unknownNames({ jobs, ...above }: Workflow): string[] {
  const known = ['github.workflow', 'github.ref', 'github.event_name']
  return [
    ...namesIn(above).filter((name) => !known.includes(name)),
    ...Object.values(jobs).flatMap((one) => {
      const matrix = Object.keys(one.strategy?.matrix ?? {}).map((key) => `matrix.${key}`)
      const missing = [one.needs ?? []].flat().filter((name) => !(name in jobs))
      return [...missing, ...namesIn(one).filter((name) => ![...known, ...matrix, 'hashFiles'].includes(name))]
    }),
  ]
}

function namesIn(value: unknown): string[] {
  const expressions = JSON.stringify(value).matchAll(/\$\{\{(.*?)\}\}/g)
  return Array.from(expressions, ([, expression]) => expression!.replace(/'[^']*'/g, '').match(/[a-zA-Z][\w.]*/g) ?? [])
    .flat()
    .filter((name) => name !== 'cancelled' && !name.startsWith('runner.'))
}
