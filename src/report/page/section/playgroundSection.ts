import { type Html, html } from '../html/html.ts'
import type { Playground } from '../reportData.ts'

/** The frame of the playground; scripts fill it and show it. */
export function playgroundSection({ caption }: Playground): Html {
  return html`<section id="playground" aria-labelledby="playground-title" hidden>
    <h2 id="playground-title">Try it</h2>
    ${caption !== undefined && html`<p class="caption" dir="auto">${caption}</p>`}
    <div class="playground">
      <div id="playground-controls"></div>
      <div id="playground-outputs"></div>
    </div>
  </section>`
}
