import { type Command, run, runProcess, verifyClaims, verifyOptions } from 'overshoot/cli'

/** `npm start`: the question's table on the test rows, a verdict for each claim, and what that answers. */
const start: Command = {
  name: 'start',
  doc: 'print the question’s table, the verdicts and the answer',
  options: verifyOptions,
  run: (_, options, io) =>
    // The models need a backend, and which one the options say.
    verifyClaims(async () => (await import('./question.ts')).question(), { tight: true, ...options }, io),
}

await runProcess((io) => run(['start', ...process.argv.slice(2)], io, [start]))
