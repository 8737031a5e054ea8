import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import axeCore from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { pageAssets } from './assets.ts'
import { type OpenPage, openPage, startBrowser, whyNoBrowser } from '../../../test/report/page/browser.ts'
import { renderPage } from './renderPage.ts'
import type { Playground, ReportData } from './reportData.ts'
import { sampleModels, samplePlayground } from '../../../test/report/page/samplePlayground.ts'
import { sampleReport } from '../../../test/report/page/sampleReport.ts'

const missing = whyNoBrowser()
// oxlint-disable-next-line no-console -- skipped tests alone are overlooked
if (missing !== undefined) console.warn(missing)

let browser: Browser
const folder = temporaryFolder()
let models: Record<string, tf.LayersModel>
let playground: Playground
let sample: ReportData

beforeAll(async () => {
  if (missing !== undefined) return
  await useBackend('wasm')
  models = await sampleModels()
  playground = samplePlayground(models)
  sample = sampleReport({ claims: 12, points: 300, playground })
  browser = await startBrowser()
})
afterAll(async () => {
  if (missing === undefined) await browser.close()
})
beforeEach(({ skip }) => {
  if (missing !== undefined) skip(missing)
})

async function open(data: ReportData, options: Parameters<typeof openPage>[2] = {}, hash = ''): Promise<OpenPage> {
  const file = join(folder, 'page.html')
  await writeFile(file, renderPage(data, pageAssets()))
  return openPage(browser, `${file}${hash}`, options)
}

/** Waits until the playground has computed all its ranges. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.getByText(/\] exact$/).count(), { timeout: 30_000 }).toBe(3)
}

async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source)
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`))',
  )
  return found as string[]
}

/** The outputs in the playground, with all their digits. */
async function outputs(page: Page): Promise<number[]> {
  const titles = await page
    .locator('#playground output')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).title))
  return titles.map(Number)
}

describe('a page', () => {
  test('opens from disk with the network cut, asks for nothing and says nothing', async () => {
    const { page, messages, requests } = await open(sample)
    expect(await page.title()).toBe(sample.title)
    expect(await page.locator('.verdict').count()).toBe(12)
    expect(await page.locator('#playground').isVisible()).toBe(true)
    await settled(page)
    expect(messages).toEqual([])
    expect(requests).toEqual([])
    await page.context().close()
  })

  test('reads without scripts', async () => {
    const { page, messages } = await open(sample, { javaScriptEnabled: false })
    expect(await page.locator('.verdict').count()).toBe(12)
    expect(await page.locator('#scatter').isVisible()).toBe(true)
    expect(await page.locator('#playground').isVisible()).toBe(false)
    expect(messages).toEqual([])
    await page.context().close()
  })

  test('leaves markup in names, data and reasons a text', async () => {
    const text = '<img src=x onerror=alert(1)></script><script>alert(2)</script><b>'
    const nasty = sampleReport({ claims: 12, points: 20, text })
    const names = { ...playground, caption: text, outputs: playground.outputs.map((one) => ({ ...one, name: text })) }
    const { page, messages, requests } = await open({ ...nasty, playground: names })
    await page.locator('#scatter').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('gridcell').first().click()
    expect(await page.locator('#scatter-row').textContent()).toContain(text)
    expect(await page.locator('#playground .play-name').first().textContent()).toBe(text)
    expect(await page.locator('img, b b, script:not(#report-data)').count()).toBe(1)
    expect(messages).toEqual([])
    expect(requests).toEqual([])
    await page.context().close()
  })

  test.each([
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
  ] as const)('fits $width pixels in $colorScheme, and axe finds nothing in it', async ({ width, colorScheme }) => {
    const { page } = await open(sample, { viewport: { width, height: 800 }, colorScheme })
    await page.locator('#scatter').click()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    const ground = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const [red] = /\d+/.exec(String(ground))!
    expect(Number(red) < 128).toBe(colorScheme === 'dark')
    expect(await axe(page)).toEqual([])
    const picture = await page.screenshot({ fullPage: true })
    expect(picture.readUInt32BE(16)).toBe(width)
    await page.context().close()
  })

  test('names every control in the accessibility tree', async () => {
    const { page } = await open(sample)
    const session = await page.context().newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const roles = new Set([
      'button',
      'gridcell',
      'link',
      'radio',
      'searchbox',
      'slider',
      'spinbutton',
      'textbox',
      'grid',
      'combobox',
      'status',
    ])
    const controls = nodes.filter(({ role, ignored }) => !ignored && roles.has(String(role?.value)))
    const unnamed = controls.filter(({ role, name }) => role?.value !== 'status' && !name?.value)
    expect(unnamed).toEqual([])
    const found = new Set(controls.map(({ role }) => role?.value))
    for (const role of ['button', 'gridcell', 'link', 'searchbox', 'slider', 'spinbutton', 'textbox'])
      expect(found).toContain(role)
    const cell = controls.filter(({ role }) => role?.value === 'gridcell')[30]
    expect(cell?.name?.value).toBe(`position 31, ${(playground.inputs[1]!.start as string)[30]}`)
    await page.context().close()
  })

  test('copies commands', async () => {
    const { page } = await open(sample, { permissions: ['clipboard-read', 'clipboard-write'] })
    const replay = page.locator('.replay').nth(1)
    await replay.getByRole('button', { name: 'Copy' }).click()
    await expect.poll(() => replay.getByRole('status').textContent()).toBe('copied')
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toBe('npx overshoot replay a1f55e4d6b37 --claims 3')
    await page.context().close()
  })

  test('is walked through by keyboard: every control is reached, and left again', async () => {
    const { page } = await open(sample)
    const reached = new Set<string>()
    for (let step = 0; step < 150; step++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(
        '(({ tagName, id, textContent, type }) => [tagName, type ?? "", id || textContent].join(" "))(document.activeElement)',
      )
      if (String(at).startsWith('BODY')) break
      reached.add(String(at))
    }
    const all = [...reached].join('\n')
    for (const part of [
      'svg  scatter',
      'search scatter-find',
      'range set-dplus',
      'number type-0',
      'number type-0-unit',
      'text set-sequence-text',
      'button Random sequence',
      'button Back to the start',
      'button Copy',
    ])
      expect(all).toContain(part)
    await page.context().close()
  })
})

/** The page evaluates in float64, backends in float32: some ten roundings of numbers below 2 on the way. */
const FLOAT32_ROUNDING = 2e-6

describe('the playground', () => {
  test('shows what the models compute', async () => {
    const { page, messages } = await open(sample)
    const { alphabet } = playground.inputs[1] as { alphabet: string }
    const strings = ['ACGT'.repeat(15), 'A'.repeat(60), playground.inputs[1]!.start as string]
    let before: number[] = []
    for (const [i, dplus] of [0.25, 0, 1].entries()) {
      const sequence = strings[i]!
      await page.locator('#set-dplus').fill(String(dplus))
      await page.locator('#set-sequence-text').fill(sequence)
      const row = Float32Array.from(
        Array.from(sequence).flatMap((letter) => Array.from(alphabet, (one) => Number(one === letter))),
      )
      const shown = await outputs(page)
      const computed = Object.values(models).map((model) => predict(model, dplus, row))
      expect(shown).toHaveLength(5)
      for (const [k, value] of shown.entries()) expect(Math.abs(value - computed[k]!)).toBeLessThan(FLOAT32_ROUNDING)
      expect(shown).not.toEqual(before)
      before = shown
      await settled(page)
      await checkRanges(page, computed)
    }
    expect(messages).toEqual([])
    await page.context().close()
  })

  test('is worked by keys: the slider moves, letters are typed and cycled, and all is announced', async () => {
    const { page } = await open(sample)
    const start = await outputs(page)
    await page.locator('#set-dplus').focus()
    await page.keyboard.press('ArrowRight')
    const [, wide] = await outputs(page)
    expect(wide).toBeGreaterThan(start[1]!)
    const cells = page.getByRole('gridcell')
    await cells.first().focus()
    for (const key of ['g', 'T', 'ArrowRight', 'c', 'ArrowDown', 'a']) await page.keyboard.press(key)
    const text = await page.locator('#set-sequence-text').inputValue()
    const first = playground.inputs[1]!.start as string
    expect(text.slice(0, 4)).toBe(`GT${first[2]}C`)
    expect(text.length).toBe(60)
    const last = cells.last()
    await last.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const [was, next] = [first[59]!, await last.textContent()]
    expect(next).toBe('ACGT'['ACGT'.indexOf(was) + 1] ?? 'A')
    expect(await last.getAttribute('aria-label')).toBe(`position 60, ${next}`)
    const said = page.locator('#playground-outputs [role=status]')
    await expect.poll(() => said.textContent()).toContain('combined ')
    await page.getByRole('button', { name: 'Back to the start' }).click()
    expect(await outputs(page)).toEqual(start)
    await page.context().close()
  })

  test('keeps inputs of like names apart, and takes ends as it shows them', async () => {
    const unit = { name: 'thirds', lo: 0, hi: 1 / 3 }
    const like = ['a.b', 'a-b'].map((name) => ({ kind: 'number', name, lo: 0, hi: 1, start: 1, unit }) as const)
    const { page } = await open({ ...sample, playground: { ...playground, inputs: [...playground.inputs, ...like] } })
    const ids = await page.locator('#playground [id]').evaluateAll((all) => all.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    const field = page.locator('#type-3-unit')
    const end = await field.inputValue()
    expect(Number(end)).toBeGreaterThan(1 / 3)
    await field.fill('0')
    expect(await page.locator('#type-3').inputValue()).toBe('0')
    await field.fill(end)
    expect(await field.getAttribute('aria-invalid')).toBeNull()
    expect(await page.locator('#type-3').inputValue()).toBe('1')
    expect(await page.locator('#type-2').inputValue()).toBe('1')
    await page.context().close()
  })

  test('says what cannot be set, and keeps what was', async () => {
    const { page } = await open(sample)
    const start = await outputs(page)
    const field = page.locator('#set-sequence-text')
    await field.fill('ACGX')
    expect(await page.locator('#set-sequence-why').textContent()).toBe(
      'Not set: letter 4 is "X"; only A, C, G, T can be set.',
    )
    await field.fill('acgt')
    expect(await page.locator('#set-sequence-why').textContent()).toBe('Not set: 60 letters are needed, these are 4.')
    await page.locator('#type-0').fill('1.5')
    expect(await page.locator('#type-0-why').textContent()).toBe('From 0 to 1.')
    expect(await page.locator('#type-0').getAttribute('aria-invalid')).toBe('true')
    expect(await outputs(page)).toEqual(start)
    await page.locator('#type-0-unit').fill('-2.5')
    expect(await page.locator('#type-0').inputValue()).toBe('0.5')
    await page.context().close()
  })

  test('opens at what a link says', async () => {
    const sequence = 'GT'.repeat(30)
    const { page } = await open(
      sample,
      { permissions: ['clipboard-read', 'clipboard-write'] },
      `#playground?dplus=0.125&sequence=${sequence}`,
    )
    expect(await page.locator('#type-0').inputValue()).toBe('0.125')
    expect(await page.locator('#set-sequence-text').inputValue()).toBe(sequence)
    await page.getByRole('button', { name: 'Copy a link to this' }).click()
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(page.url())
    await page.context().close()
  })
})

/** All ranges around what is set hold what a backend computed. */
async function checkRanges(page: Page, computed: readonly number[]): Promise<void> {
  for (const [k, row] of (await page.locator('.play-output').all()).entries()) {
    const texts = await row.locator('dd').allTextContents()
    // The first is what is claimed.
    expect(texts.length).toBe(k < 2 ? 2 : 4)
    for (const text of texts.slice(1)) {
      const [lo, hi] = JSON.parse(/\[.*?\]/.exec(text)![0]) as [number, number]
      expect(computed[k]).toBeGreaterThanOrEqual(lo)
      expect(computed[k]).toBeLessThanOrEqual(hi)
    }
  }
}

function predict(model: tf.LayersModel, dplus: number, row: Float32Array): number {
  return tf.tidy(() => {
    const inputs = model.inputs.map(({ shape }) =>
      shape.length === 3 ? tf.tensor3d(row, [1, 60, 4]) : tf.tensor2d([dplus], [1, 1]),
    )
    return (model.predict(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor).dataSync()[0]!
  })
}

describe('the scatter', () => {
  test('tells of the point under the pointer, of those that keys lead to, and of those that are searched', async () => {
    const { page } = await open(sample, { viewport: { width: 1280, height: 1600 } })
    const { x, y, inputs } = sample.predictions!
    const row = page.locator('#scatter-row')
    const svg = page.locator('#scatter')
    await svg.scrollIntoViewIfNeeded()
    await page.locator('#scatter-find').fill('1017')
    expect(await row.textContent()).toContain('1017')
    const circle = page.locator('#scatter-marker circle').last()
    const box = (await circle.boundingBox())!
    await page.locator('#scatter-find').fill('1018')
    expect(await row.textContent()).not.toContain('1017')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    expect(await row.textContent()).toContain('1017')
    await svg.focus()
    const order = x.values.map((_, i) => i).sort((a, b) => x.values[a]! - x.values[b]!)
    await page.locator('#scatter-find').fill(String(1000 + order[4]!))
    await svg.focus()
    await page.keyboard.press('ArrowRight')
    expect(await row.textContent()).toContain(String(1000 + order[5]!))
    const upwards = y.values.map((_, i) => i).sort((a, b) => y.values[a]! - y.values[b]!)
    await page.keyboard.press('ArrowUp')
    expect(await row.textContent()).toContain(String(1000 + upwards[upwards.indexOf(order[5]!) + 1]!))
    await page.locator('#scatter-find').fill('1042')
    await page.getByRole('button', { name: 'Try it in the playground' }).click()
    expect(await page.locator('#set-sequence-text').inputValue()).toBe(inputs!['sequence']![42])
    expect(Math.fround(Number(await page.locator('#type-0').inputValue()))).toBe(inputs!['dplus']![42])
    await page.context().close()
  })

  test('finds points among 10,000, on the page of 200 claims', async () => {
    const data = sampleReport({ claims: 200, points: 10_000 })
    const { page, messages } = await open(data)
    expect(await page.locator('.verdict').count()).toBe(200)
    await page.locator('#scatter').scrollIntoViewIfNeeded()
    const box = (await page.locator('#scatter').boundingBox())!
    const rows = new Set<string | null>()
    for (const share of [0.3, 0.4, 0.5, 0.6]) {
      await page.mouse.move(box.x + box.width * share, box.y + box.height / 2)
      rows.add(await page.locator('#scatter-row').textContent())
    }
    expect(rows.size).toBe(4)
    expect(messages).toEqual([])
    await page.context().close()
  })
})
