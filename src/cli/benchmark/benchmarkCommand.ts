import { defined } from '../../defined.ts'
import { basename } from 'node:path'
import { readInstances } from './instances.ts'
import { openResults } from './resultsFile.ts'
import { benchmarkSummary, type Decided, instanceLine, isSolved, isWrong } from './summary.ts'
import { chooseBackend } from '../backend/chooseBackend.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { onOneLine } from '../../report/textWidth.ts'
import { checkWritable, writeReport } from '../../report/index.ts'

/**
 * `overshoot benchmark <instances>`: decides networks and properties one after the other, each within its time; a run
 * that was ended goes on.
 */
export const benchmarkCommand: Command = {
  name: 'benchmark',
  arguments: [
    { name: '<instances>', doc: 'a list without a header: network, property, seconds and, if known, sat or unsat' },
  ],
  doc: 'decide a list of networks and VNN-LIB properties, and print what is solved and how fast; exit with 1 if any answer is wrong',
  options: [
    'out',
    'cactus',
    'seconds',
    'seed',
    'cases',
    'regions',
    'batch',
    'output',
    'round',
    'backend',
    'certificates',
  ],
  async run([path], { out, cactus, seconds = Infinity, backend, batch, round, ...chosen }, io) {
    if (out !== undefined) await checkWritable(out)
    if (cactus !== undefined) await checkWritable(cactus)
    const listed = await readInstances(path!)
    const instances = listed.map((instance) => ({ ...instance, timeout: Math.min(instance.timeout, seconds) }))
    const results = out === undefined ? undefined : await openResults(out)
    const decided: Decided[] = []
    try {
      const [{ backendDescription }, { runInstance }] = await Promise.all([
        import('../../backend/useBackend.ts'),
        import('./runInstance.ts'),
      ])
      await chooseBackend(backend, io)
      io.stdout.write(`backend ${backendDescription()}, seed ${chosen.seed ?? 0}, ${instances.length} instances\n\n`)
      // Time is what limits a benchmark.
      const most = Number.MAX_SAFE_INTEGER
      const options = {
        regions: most,
        cases: most,
        ...chosen,
        onnx: { batch, round },
        ...defined({ signal: io.signal }),
      }
      for (const [i, instance] of instances.entries()) {
        const before = results?.take(instance)
        const outcome = before ?? (await runInstance(instance, instance.timeout, options))
        if (io.signal?.aborted) {
          io.stderr.write('overshoot: interrupted: the instance at hand is not recorded\n')
          return exitCodes.interrupted
        }
        if (before === undefined) await results?.append(instance, outcome)
        decided.push({ instance, outcome })
        io.stdout.write(`${onOneLine(instanceLine(decided.at(-1)!, i, instances.length))}\n`)
      }
    } finally {
      await results?.close()
    }
    io.stdout.write(`\n${benchmarkSummary(decided)}\n`)
    if (cactus !== undefined) {
      const { cactusPlot } = await import('../../report/cactusPlot.ts')
      const times = decided.filter((one) => isSolved(one) && !isWrong(one)).map(({ outcome }) => outcome.seconds)
      await writeReport(cactus, cactusPlot(basename(path!), times, instances.length))
      io.stdout.write(`plot: ${cactus}\n`)
    }
    if (decided.some(isWrong)) return exitCodes.failed
    return decided.some(({ outcome }) => outcome.result === 'error') ? exitCodes.unusable : exitCodes.passed
  },
}
