import { DEFAULT_CORPUS } from '../../search/corpus/readCorpus.ts'

/** What a workflow is made for. */
export interface WorkflowOptions {
  /** Jobs that share the test files. */
  readonly shards: number
  /** Major version of Node. */
  readonly node: number
}

/** Actions by commit, which nobody can move as a tag can be moved. */
const checkout = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1'
const setupNode = 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0'
const upload = 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0'
const download = 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1'

/** What the `test` of a vitest configuration has to say for it. */
export const workflowReporters = `  reporters: [
    'default',
    'github-actions',
    ['overshoot/vitest/reporter', { outputFile: 'verdicts.json', html: 'report.html' }], // baseline: 'baseline.json'
  ]`

/**
 * A workflow of GitHub Actions for a project with tests of claims: they run in shards, whose blob reports a second job
 * merges into one table, one file of verdicts, one page and one comparison with the baseline. Counterexamples that are
 * not committed are kept, and the summary of the run has the commands that take them over.
 */
export function githubWorkflow({ shards, node }: WorkflowOptions): string {
  const start = `- uses: ${checkout}
        with:
          persist-credentials: false
      - uses: ${setupNode}
        with:
          node-version: ${node}
          cache: npm
      - run: npm ci`
  return `# Tests of claims in shards, merged into one report. Written by \`npx overshoot ci\`; change what you like.
#
# It needs a committed package-lock.json, which \`npm ci\` reads. vitest.config.ts needs the reporters that the merged run writes with,
# and, once there is one, the baseline:
${workflowReporters.replaceAll(/^/gm, '# ')}
name: claims

on:
  push:
    branches: [main]
  pull_request:
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
${shardJob(start, shards)}${mergeJob(start)}`
}

/** Runs a share of the test files, and hands on what came of them. */
function shardJob(start: string, shards: number): string {
  return `  shard:
    name: shard \${{ matrix.shard }} of ${shards}
    runs-on: ubuntu-latest
    timeout-minutes: 60
    strategy:
      fail-fast: false
      matrix:
        shard: [${Array.from({ length: shards }, (_, i) => i + 1).join(', ')}]
    env:
      # What the page of the merged run needs to compute models.
      OVERSHOOT_PAGE: 'true'
    steps:
      ${start}
      # For libtensorflow instead of WebAssembly: \`npx overshoot native\`, with OVERSHOOT_BACKEND: native in \`env\`.
      - run: npx vitest run --shard=\${{ matrix.shard }}/${shards} --reporter=default --reporter=github-actions --reporter=blob
      - name: Hand the report on
        if: \${{ !cancelled() }}
        uses: ${upload}
        with:
          name: blob-\${{ matrix.shard }}
          path: .vitest-reports/
          include-hidden-files: true
          if-no-files-found: error
          retention-days: 1
      - name: Hand counterexamples on
        if: \${{ !cancelled() }}
        uses: ${upload}
        with:
          name: found-\${{ matrix.shard }}
          path: ${DEFAULT_CORPUS}/
          if-no-files-found: ignore
          retention-days: 1

`
}

/** Merges the reports of the shards. */
function mergeJob(start: string): string {
  return `  merge:
    # Also after a shard that failed: a report that is missing fails the merged run.
    if: \${{ !cancelled() }}
    needs: shard
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      ${start}
      - uses: ${download}
        with:
          pattern: blob-*
          path: .vitest-reports
          merge-multiple: true
      - uses: ${download}
        with:
          pattern: found-*
          path: ${DEFAULT_CORPUS}
          merge-multiple: true
      - run: npx vitest run --merge-reports
      - name: Keep verdicts and page
        if: \${{ !cancelled() }}
        uses: ${upload}
        with:
          name: report
          path: |
            verdicts.json
            report.html
${offer}`
}

/** Keeps counterexamples that are not committed, with the commands that take them over. */
const offer = `      - name: Offer counterexamples that are not committed
        if: \${{ !cancelled() }}
        run: |
          mkdir "$RUNNER_TEMP/counterexamples"
          git ls-files -z --others -- ${DEFAULT_CORPUS} | xargs -0 -r cp -t "$RUNNER_TEMP/counterexamples"
          new=$(ls "$RUNNER_TEMP/counterexamples")
          [ -n "$new" ] || exit 0
          cat >> "$GITHUB_STEP_SUMMARY" <<EOF

          ### Counterexamples that are not committed

          ~~~text
          $new
          ~~~

          Once committed, they are the first that later runs try:

          ~~~sh
          gh run download $GITHUB_RUN_ID --name counterexamples --dir ${DEFAULT_CORPUS}
          git add ${DEFAULT_CORPUS}
          git commit -m "Keep counterexamples"
          ~~~
          EOF
      - name: Keep them
        if: \${{ !cancelled() }}
        uses: ${upload}
        with:
          name: counterexamples
          path: \${{ runner.temp }}/counterexamples/
          if-no-files-found: ignore
`
