type Attributes = Readonly<Record<string, string | number | boolean>>

/**
 * An element with attributes (`true` is an empty one, `false` none) and children; strings become text, never markup.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  setAll(element, attributes)
  element.append(...children)
  return element
}

/** The same in SVG. */
export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  setAll(element, attributes)
  element.append(...children)
  return element
}

export function setAll(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value === false) element.removeAttribute(name)
    else element.setAttribute(name, value === true ? '' : String(value))
}

/** A button that does something. */
export function button(label: string, act: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button' }, label)
  element.addEventListener('click', act)
  return element
}

/** Does `act` when nothing has called it for so many milliseconds. */
export function whenStill(milliseconds: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(act, milliseconds)
  }
}
