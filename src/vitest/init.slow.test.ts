import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { saveModel } from '../model/loadModel.ts'
import { makeProject, runVitest, vitestConfig } from '../../test/vitest/project.ts'

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

test('what overshoot init writes runs in a project', { timeout: 120_000 }, async () => {
  await useBackend('cpu')
  const folder = temporaryFolder()
  const layer = tf.layers.dense({
    units: 1,
    inputShape: [3],
    activation: 'sigmoid',
    weights: [tf.ones([3, 1]), tf.ones([1])],
  })
  await saveModel(tf.sequential({ layers: [layer] }), join(folder, 'models/mine'))
  const config = vitestConfig("{ pool: 'forks', include: ['*.test.ts'], reporters: ['json'] }")
  await makeProject(folder, { 'vitest.config.js': config })
  await promisify(execFile)(process.execPath, [program, 'init', 'models/mine', '--backend', 'cpu'], { cwd: folder })
  const { exitCode, output } = await runVitest(folder, ['run'])
  expect(output).toContain('"title":"the output of mine lies in [0, 1]"')
  expect(exitCode).toBe(0)
  expect(await readFile(join(folder, 'mine.claims.ts'), 'utf8')).toContain("new URL('./models/mine/model.json'")
})
