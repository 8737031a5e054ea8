import { serve } from './background.ts'
import { addCopyButtons } from './copyButton.ts'
import { parsePageData } from './pageData.ts'
import { startPlayground } from './playground.ts'
import { startScatter } from './scatter.ts'

// The same script is the page's and its worker's, so that a page stays one file.
if (typeof document === 'undefined') serve()
else start(document.currentScript?.textContent ?? '')

function start(script: string): void {
  addCopyButtons()
  const { predictions, playground } = parsePageData(document.querySelector('#report-data')?.textContent ?? '{}')
  const running = playground && startPlayground(playground, script)
  if (predictions) startScatter(predictions, running)
}
