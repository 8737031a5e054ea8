import { type Html, html } from '../html/html.ts'

/** Patterns that charts fill areas with, by id: they tell apart what colours tell apart too. Once a page. */
export function hatches(): Html {
  return html`<svg class="hatches" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch-above" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V7" />
      </pattern>
      <pattern id="hatch-below" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <path d="M0 0V7" />
      </pattern>
      <pattern id="hatch-part" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V5" />
      </pattern>
    </defs>
  </svg>`
}
