#!/usr/bin/env node
import { run } from './run.ts'
import { runProcess } from './runProcess.ts'

await runProcess((io) => run(process.argv.slice(2), io))
