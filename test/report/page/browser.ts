import { existsSync } from 'node:fs'
import { env } from 'node:process'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Where systems put Chromium, and Chrome. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Why tests in browsers are skipped; undefined where a browser is there. `OVERSHOOT_BROWSER=required` makes it an
 * error.
 */
export function whyNoBrowser(): string | undefined {
  if (browserPath() !== undefined) return undefined
  const reason = 'pages are not tested: chromium is not installed (on Debian, `apt-get install chromium` does it)'
  if (env['OVERSHOOT_BROWSER'] === 'required') throw new Error(reason)
  return reason
}

function browserPath(): string | undefined {
  return places.find((path) => existsSync(path))
}

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath()! })
}

/** A page opened from disk with the network cut, and all that went wrong or left the disk so far. */
export interface OpenPage {
  readonly page: Page
  /** What the console said and what was thrown. */
  readonly messages: string[]
  /** Addresses asked for, other than files and what the page made itself. */
  readonly requests: string[]
}

export async function openPage(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options)
  await context.setOffline(true)
  const messages: string[] = []
  const requests: string[] = []
  await context.route(/^(?!file:|blob:)/, (route) => route.abort())
  const page = await context.newPage()
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => messages.push(String(error)))
  page.on('dialog', (dialog) => {
    messages.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!/^(?:file|blob):/.test(request.url())) requests.push(request.url())
  })
  await page.goto(`file://${file}`)
  return { page, messages, requests }
}
