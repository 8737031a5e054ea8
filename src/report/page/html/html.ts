import { unexpected } from '../../../errors.ts'
import { type Context, readTemplate } from './readTemplate.ts'
import { visibleText } from './visibleText.ts'

/** Markup that `html`, `rawElement` and `attributes` made; nothing else can make it. */
class Markup {
  readonly #text: string
  readonly #context: Context
  constructor(text: string, context: Context) {
    this.#text = text
    this.#context = context
  }
  /** The markup, for the place it was made for. */
  in(context: Context): string | undefined {
    return context === this.#context ? this.#text : undefined
  }
  toString(): string {
    return this.#text
  }
}

/** A piece of a page. */
export type Html = Markup

/** What a template takes: texts and numbers, which are escaped, and markup; `undefined` and `false` leave nothing. */
export type Content = string | number | false | undefined | Html | readonly Content[]

/**
 * Markup from a template. Whatever is put in is escaped, in texts and in attributes, unless it is markup itself and
 * stands where markup may stand. Places that no escaping makes safe are errors: attributes without double quotes,
 * scripts, styles, comments, handlers, the start of an address.
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  const { texts, contexts } = readTemplate(strings)
  const parts = texts.map((text, i) => text + (i < values.length ? put(values[i], contexts[i]!) : ''))
  return new Markup(parts.join(''), 'text')
}

/** Attributes for a place between those of a tag; `true` leaves the name alone, `undefined` and `false` nothing. */
export function attributes(of: Readonly<Record<string, string | number | boolean | undefined>>): Html {
  const given = Object.entries(of).filter(([, value]) => value !== undefined && value !== false)
  for (const [name] of given)
    if (!/^[a-z][\w-]*$/iu.test(name) || /^(?:on|srcdoc$|style$|href$|src$)/iu.test(name))
      throw unexpected({ api: 'attributes', expected: 'the name of a harmless attribute', name: 'name', value: name })
  const texts = given.map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`))
  return new Markup(texts.join(''), 'tag')
}

/**
 * A script or style element, whose content HTML does not escape; or data as JSON, for scripts to read: `<` is spelled
 * in it, and numbers that JSON lacks are strings. @throws where the content would end or reopen its element
 */
export function rawElement(
  element:
    { readonly tag: 'script' | 'style'; readonly text: string } | { readonly id: string; readonly data: unknown },
): Html {
  if ('data' in element)
    return new Markup(
      `<script type="application/json" id="${escape(element.id)}">${toJson(element.data)}</script>`,
      'text',
    )
  const { tag, text } = element
  if (/<\/(?:script|style)|<script|<!--/iu.test(text))
    throw unexpected({
      api: 'rawElement',
      expected: `text that stays inside of <${tag}>`,
      name: 'text',
      value: text.slice(0, 80),
    })
  return new Markup(`<${tag}>${text}</${tag}>`, 'text')
}

function put(value: Content, context: Context): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Markup) {
    const markup = value.in(context)
    if (markup === undefined)
      throw unexpected({ api: 'html', expected: `a value for ${context}`, name: 'value', value: String(value) })
    return markup
  }
  if (Array.isArray(value)) return value.map((item: Content) => put(item, context)).join('')
  if (context === 'tag')
    throw unexpected({ api: 'html', expected: 'attributes() between the attributes of a tag', name: 'value', value })
  return escape(String(value))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return visibleText(text).replace(/[&<>"']/gu, (character) => ENTITIES[character]!)
}

function toJson(data: unknown): string {
  const spelled = JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  )
  return spelled.replace(
    /[<\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
