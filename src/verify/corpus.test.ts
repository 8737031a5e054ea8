import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { explainVerdict } from '../claim/explainVerdict.ts'
import { box, claim, interval, always, sometimes, above, below, within, type Claim } from '../claim/index.ts'
import { linearModel, wideDeepModel } from '../model/index.ts'
import { readCorpus, readCounterexample } from '../search/corpus/readCorpus.ts'
import { storeCounterexample } from '../search/corpus/storeCounterexample.ts'
import { assertClaim, verify } from '../verify.ts'

beforeAll(() => useBackend('cpu'))

let corpus: string
beforeEach(() => (corpus = join(temporaryFolder(), 'corpus')))

/** slope * x. */
function line(slope: number): tf.LayersModel {
  const model = linearModel({ inputShape: [1], name: 'x', useBias: false })
  model.setWeights([tf.tensor2d([[slope]])])
  return model
}

/** x, by a layer that no proof can see into. */
function unseen(): tf.LayersModel {
  class Unseen extends tf.layers.Layer {
    static className = 'Unseen'
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.clipByValue(Array.isArray(inputs) ? inputs[0]! : inputs, -1000, 1000)
    }
  }
  const x = tf.input({ shape: [1], name: 'x' })
  return tf.model({ inputs: x, outputs: new Unseen().apply(x) as tf.SymbolicTensor })
}

const staysBelow = (bound: number, slope = 1, hi = 100): Claim =>
  claim('stays low', line(slope), { inputs: interval(0, hi), holds: always(below(bound)) })
const options = () => ({ corpus, source: 'some.claims.ts', cases: 300 })

/** The corpus as bytes by name, so that any change shows. */
async function bytes(): Promise<Record<string, string>> {
  const names = await readdir(corpus)
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(corpus, name), 'utf8')] as const)),
  )
}

describe('a counterexample', () => {
  test('is in its file when the verdict is there, and is replayed before anything else from then on', async () => {
    const found = await verify(staysBelow(13.2), options())
    const { id } = found.counterexample!
    expect(found).toMatchObject({ status: 'refuted', by: 'search', counterexample: { inputs: { x: [14] } } })
    expect(found.replay).toBe(`npx overshoot replay ${id} --corpus ${corpus}`)
    expect(await readdir(corpus)).toEqual([`${id}.json`])
    const before = await stat(join(corpus, `${id}.json`))

    const again = await verify(staysBelow(13.2), { ...options(), seed: 99 })
    expect(again).toMatchObject({ status: 'refuted', by: 'replay', cases: 1, observed: [14, 14], replay: found.replay })
    expect(again.counterexample).toEqual(found.counterexample)
    expect(again.certified).toEqual(found.certified)
    expect(again).not.toHaveProperty('warnings')
    expect((await stat(join(corpus, `${id}.json`))).mtimeMs).toBe(before.mtimeMs)
  })

  test('is stored with its bits, parts, path and what matters in it', async () => {
    const deep = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3], name: 'y' })] })
    const combined = wideDeepModel(line(2), deep)
    combined.setWeights([tf.tensor2d([[2]]), tf.tensor2d([[1], [0], [0.5]]), tf.tensor1d([0])])
    const inputs = { x: interval(-1, 1), [deep.inputs[0]!.sourceLayer.name]: box([3], 0, 1) }
    const verdict = await verify(claim('c', combined, { inputs, holds: always(below(2.5)) }), options())
    const stored = await readCounterexample(join(corpus, `${verdict.counterexample!.id}.json`))
    expect(stored).toMatchObject({
      claim: 'c',
      holds: 'always < 2.5',
      source: 'some.claims.ts',
      output: verdict.counterexample!.output,
      minimal: true,
      distance: verdict.counterexample!.distance,
      parts: verdict.parts,
      backend: 'cpu',
      versions: { backend: expect.stringMatching(/^cpu \(tfjs/), node: process.version },
      found: { by: verdict.by, seed: 0, cases: verdict.cases, flaky: 0 },
    })
    expect(stored.path.at(-1)).toEqual({ distance: stored.distance, output: stored.output })
    expect(stored.path.map(({ distance }) => distance)).toEqual(
      stored.path.map(({ distance }) => distance).sort((a, b) => b - a),
    )
    // Without x, which counts twice, less is left than without any other.
    expect(stored.matters).toHaveLength(stored.distance)
    expect(stored.matters[0]).toMatchObject({ input: 'x', index: 0, simplest: 0 })
    for (const { without } of stored.matters) expect(without).toBeLessThan(2.5)
  })

  test('stays where it is and is told of when it is fixed', async () => {
    const { counterexample } = await verify(staysBelow(13.2), options())
    const before = await bytes()
    const fixed = await verify(staysBelow(13.2, 0.1), options())
    expect(fixed).toMatchObject({
      status: 'proved',
      by: 'bounds',
      fixed: [counterexample!.id],
      warnings: [`the model has changed since counterexample ${counterexample!.id} was found`],
    })
    expect(fixed).not.toHaveProperty('replay')
    expect(fixed).not.toHaveProperty('failing')
    expect(await bytes()).toEqual(before)
    expect(explainVerdict(fixed)).toContain(`fixed     counterexample ${counterexample!.id} fails no more`)
  })

  test('of another model that still fails refutes, and is not called minimal', async () => {
    const { counterexample } = await verify(staysBelow(13.2), options())
    const changed = await verify(staysBelow(13.2, 1.5), options())
    expect(changed).toMatchObject({
      status: 'refuted',
      by: 'replay',
      counterexample: { id: counterexample!.id, inputs: { x: [14] }, output: 21, minimal: false },
      warnings: [expect.stringContaining('the model has changed')],
    })
    // Nor that of another bound: 14 is not the simplest number from 2.
    expect((await verify(staysBelow(2), options())).counterexample).toMatchObject({ minimal: false })
  })

  test('of another claim is left alone; one that fits no more is named, not replayed', async () => {
    const { counterexample } = await verify(staysBelow(13.2), options())
    const other = claim('another', line(1), { inputs: interval(0, 14), holds: always(below(20)) })
    expect(await verify(other, options())).not.toHaveProperty('warnings')
    const narrowed = await verify(staysBelow(13.2, 1, 13), options())
    expect(narrowed).toMatchObject({ status: 'proved', warnings: [expect.stringContaining(counterexample!.id)] })
    expect(narrowed.warnings![0]).toContain("its x is not in the claim's domain any more: 0..13")
    expect(narrowed).not.toHaveProperty('fixed')
    const renamed = linearModel({ inputShape: [1], name: 'z' })
    const moved = claim('stays low', renamed, { inputs: interval(0, 100), holds: always(below(13.2)) })
    expect((await verify(moved, options())).warnings![0]).toContain("the claim's inputs are z now, not x")
    const weaker = { ...staysBelow(13.2), holds: sometimes(below(13.2)) }
    expect(await verify(weaker, options())).toMatchObject({ status: 'proved', by: 'witness' })
  })

  test('that is simplest is the one shown, of several that fail', async () => {
    await verify(staysBelow(13.2), options())
    const [stored] = (await readCorpus(corpus)).counterexamples
    const before = await bytes()
    await rm(corpus, { recursive: true })
    // Nothing was tried: there is nothing to store.
    await expect(verify(staysBelow(13.2), { ...options(), signal: AbortSignal.abort() })).rejects.toThrow(
      'stopped before any case was computed',
    )
    await storeCounterexample(corpus, stored!)
    expect(await bytes()).toEqual(before)
    await verify(staysBelow(50, 1), { ...options(), corpus: `${corpus}-2` })
    const [larger] = (await readCorpus(`${corpus}-2`)).counterexamples
    await storeCounterexample(corpus, { ...larger!, minimal: false })
    const verdict = await verify(staysBelow(13.2), options())
    expect(verdict).toMatchObject({ by: 'replay', cases: 2, counterexample: { id: stored!.id, minimal: true } })
    expect(verdict.reason).toContain('1 more of the stored ones fail')
    expect(verdict.failing).toEqual([stored!.id, larger!.id])
  })

  test('that bounds rule out means that bounds are wrong', async () => {
    await verify(staysBelow(13.2), options())
    // A kernel that is wrong for few numbers, as no look at a model tells.
    const x = tf.input({ shape: [1], name: 'x' })
    const model = tf.model({ inputs: x, outputs: tf.layers.maximum().apply([x, x]) as tf.SymbolicTensor })
    const name = tf.getBackend()
    const kernel = tf.getKernel('Maximum', name)
    onTestFinished(() => {
      tf.unregisterKernel('Maximum', name)
      tf.registerKernel(kernel)
    })
    tf.unregisterKernel('Maximum', name)
    tf.registerKernel({
      ...kernel,
      kernelFunc: ({ inputs }) =>
        tf.tidy(() => {
          const given = inputs['a'] as tf.Tensor
          return tf.where(tf.greater(given, 13.15), tf.add(given, 5), given)
        }),
    })
    const lying = claim('stays low', model, { inputs: interval(0, 15), holds: always(below(16)) })
    await expect(verify(lying, options())).rejects.toMatchObject({ code: 'INTERNAL' })
    await rm(corpus, { recursive: true })
    await expect(verify(lying, options())).rejects.toMatchObject({ code: 'INTERNAL' })
    await expect(readdir(corpus)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('of another claim that has the same name', () => {
  const here = () => ({ ...options(), source: join(corpus, '..', 'some.claims.ts') })
  const elsewhere = () => ({ ...options(), source: join(corpus, '..', 'other.claims.ts') })
  beforeEach(async () => {
    for (const { source } of [here(), elsewhere()]) await writeFile(source, '')
  })

  test('a counterexample that does not fail is not told as fixed, nor as one of a model that has changed', async () => {
    await verify(staysBelow(13.2), here())
    for (const other of [staysBelow(13.2, 0.1), staysBelow(200), staysBelow(13, 0.1, 13)]) {
      const verdict = await verify(other, elsewhere())
      expect(verdict).toMatchObject({ status: 'proved' })
      expect(verdict).not.toHaveProperty('fixed')
      expect(verdict).not.toHaveProperty('warnings')
    }
  })

  test('one that fails here too refutes, and is stored as this claim’s own', async () => {
    const { counterexample } = await verify(staysBelow(13.2), here())
    const found = await verify(staysBelow(13.2, 1.5), elsewhere())
    expect(found).toMatchObject({
      status: 'refuted',
      by: 'replay',
      counterexample: { inputs: { x: [14] }, output: 21 },
    })
    expect(found.reason).toContain(
      `${counterexample!.id}, stored of another claim of this name (${here().source}), gives 21`,
    )
    expect(found.replay).toContain(found.counterexample!.id)
    const own = await readCounterexample(join(corpus, `${found.counterexample!.id}.json`))
    expect(own).toMatchObject({ source: elsewhere().source, output: 21, minimal: false, found: { by: 'replay' } })
    // Where the other's is fixed or gone, this one still has its own.
    const again = await verify(staysBelow(13.2, 1.5), elsewhere())
    expect(again).toMatchObject({ counterexample: { id: own.id }, failing: [own.id, counterexample!.id] })
    expect(await verify(staysBelow(13.2, 0.1), here())).toMatchObject({ fixed: [counterexample!.id] })
  })

  test('one of a module is its test’s too: they state the same', async () => {
    const { counterexample } = await verify(staysBelow(13.2), here())
    const before = await bytes()
    const tested = await verify(staysBelow(13.2), { ...elsewhere(), cases: 1 })
    expect(tested).toMatchObject({ by: 'replay', counterexample: { id: counterexample!.id, minimal: true } })
    expect(await bytes()).toEqual(before)
  })

  test('one whose source is gone has moved with its claim', async () => {
    const { counterexample } = await verify(staysBelow(13.2), here())
    await rm(here().source)
    expect(await verify(staysBelow(13.2, 0.1), elsewhere())).toMatchObject({ fixed: [counterexample!.id] })
  })
})

describe('replays', () => {
  /** Three counterexamples of one claim. */
  const storeThree = async () => {
    for (const bound of [13.2, 50, 70]) await verify(staysBelow(bound), options())
    expect(await readdir(corpus)).toHaveLength(3)
  }

  test.each([1, 2, 3, 4, 5, 300])('are among the %i cases that were asked for', async (cases) => {
    await storeThree()
    const survives = claim('stays low', unseen(), { inputs: interval(0, 100), holds: always(below(101)) })
    const verdict = await verify(survives, { ...options(), cases })
    expect(verdict).toMatchObject({ status: 'survived', stopped: 'cases', cases })
    expect(verdict.reason).toContain(`in ${cases} cases`)
    expect(verdict.fixed).toHaveLength(Math.min(cases, 3))
    const left = verdict.warnings!.filter((one) => one.includes('no more cases were to be tried'))
    expect(left).toHaveLength(cases < 3 ? 1 : 0)
  })

  test('that a signal ends are no verdict', async () => {
    await storeThree()
    const control = new AbortController()
    const onProgress = () => control.abort()
    await expect(verify(staysBelow(200), { ...options(), signal: control.signal, onProgress })).rejects.toMatchObject({
      code: 'NOTHING_COMPUTED',
    })
  })

  test('end when the time is up', async () => {
    await storeThree()
    const verdict = await verify(staysBelow(200), { ...options(), seconds: 1e-9 })
    expect(verdict.fixed).toHaveLength(1)
    expect(verdict.warnings).toContain('not replayed: 2 more of the stored counterexamples: the time was up')
  })
})

describe('a corpus', () => {
  test('is no matter without the option, and is only read with store: false', async () => {
    const { id } = (await verify(staysBelow(13.2), { cases: 300 })).counterexample!
    const readOnly = await verify(staysBelow(13.2), { ...options(), store: false })
    expect(readOnly.counterexample!.id).toBe(id)
    expect(readOnly).not.toHaveProperty('replay')
    await expect(readdir(corpus)).rejects.toMatchObject({ code: 'ENOENT' })
    await verify(staysBelow(13.2), options())
    expect(await verify(staysBelow(13.2), { ...options(), store: false })).toMatchObject({ by: 'replay' })
    expect(await verify(staysBelow(13.2), { ...options(), corpus: false })).toMatchObject({ by: 'search' })
  })

  test('takes neither witnesses nor what bounds refute', async () => {
    const inputs = interval(0, 1)
    await verify(claim('a', line(1), { inputs, holds: sometimes(above(0.5)) }), options())
    await verify(claim('b', line(1), { inputs, holds: sometimes(above(5)) }), options())
    await verify(claim('c', line(1), { inputs, holds: always(within(0, 1)) }), options())
    await expect(readdir(corpus)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('with broken files is used without them, and they are named', async () => {
    await verify(staysBelow(13.2), options())
    await writeFile(join(corpus, 'broken.json'), '{ "format": 1')
    const verdicts = [await verify(staysBelow(13.2), options()), await verify(staysBelow(200), options())]
    expect(verdicts.map(({ by, warnings }) => [by, warnings!.length])).toEqual([
      ['replay', 1],
      ['bounds', 1],
    ])
    expect(verdicts[0]!.warnings![0]).toContain(`skipped ${join(corpus, 'broken.json')}: `)
  })

  test('that cannot be written is an error, not a verdict', async () => {
    await writeFile(corpus, 'a file')
    await expect(verify(staysBelow(13.2), options())).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  test.each([[''], [7], [true]])('%j is none', async (value) => {
    await expect(verify(staysBelow(13.2), { corpus: value as string })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining('verify: expected the path of a folder, received corpus='),
    })
  })

  test('a failed assertion says how to replay what failed', async () => {
    await expect(assertClaim(staysBelow(13.2), options())).rejects.toMatchObject({
      code: 'CLAIM_FAILED',
      message: expect.stringMatching(/ {2}replay {4}npx overshoot replay [0-9a-f]{12} --corpus /),
    })
  })
})
