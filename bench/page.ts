import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { pageAssets } from '../dist/report/page/assets.js'
import { renderPage } from '../dist/report/page/renderPage.js'
import { startBrowser, whyNoBrowser } from '../test/report/page/browser.ts'
import { sampleReport } from '../test/report/page/sampleReport.ts'
import type { Row } from './measure.ts'

/**
 * Opening the page of a large suite from disk, until its first picture is painted; the peer is a page that holds
 * nothing.
 */
export async function page(): Promise<Row[]> {
  const missing = whyNoBrowser()
  if (missing !== undefined) throw new Error(missing)
  const started = performance.now()
  const html = renderPage(sampleReport({ claims: 200, points: 10_000 }), pageAssets())
  const drawn = (performance.now() - started) / 1000
  const folder = await mkdtemp(join(tmpdir(), 'overshoot-page-'))
  const browser = await startBrowser()
  try {
    const blank = await opened(browser, join(folder, 'blank.html'), '<!doctype html><title>Blank</title>')
    const full = await opened(browser, join(folder, 'page.html'), html)
    return [
      { what: '200 claims, 10,000 points: opened', value: full, unit: 's', target: '< 2' },
      { what: 'a blank page', value: blank, unit: 's' },
      { what: 'ratio', value: full / blank, unit: 'x' },
      { what: 'drawn, in Node', value: drawn, unit: 's' },
      { what: 'size', value: Buffer.byteLength(html) / 1e6, unit: 'MB' },
    ]
  } finally {
    await browser.close()
    await rm(folder, { recursive: true })
  }
}

/** Seconds from going there until the picture is painted, scripts done: the middle of five. */
async function opened(browser: Browser, file: string, html: string): Promise<number> {
  await writeFile(file, html)
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const tab = await browser.newPage()
    const started = performance.now()
    await tab.goto(`file://${file}`)
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    times.push((performance.now() - started) / 1000)
    await tab.close()
  }
  return times.toSorted((a, b) => a - b)[2]!
}
