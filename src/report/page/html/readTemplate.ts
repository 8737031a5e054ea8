import { unexpected } from '../../../errors.ts'

/** Where in a template a value stands: among texts, between the attributes of a tag, or inside of the quotes of one. */
export type Context = 'text' | 'tag' | 'quoted'

/** A template's texts, what only lays out its source left out, and the places between them. */
export interface Template {
  readonly texts: readonly string[]
  readonly contexts: readonly Context[]
}

const known = new WeakMap<TemplateStringsArray, Template>()

/** Reads a template, once each. @throws for places that escaping does not make safe, and for tags left open */
export function readTemplate(strings: TemplateStringsArray): Template {
  const before = known.get(strings)
  if (before) return before
  const contexts: Context[] = []
  let context: Context = 'text'
  for (const text of strings) {
    context = read(text, context)
    contexts.push(context)
  }
  if (contexts.pop() !== 'text') throw misplaced('each tag to be closed', strings.join('…'))
  const template = { texts: strings.map((text) => text.replace(/\s*\n\s*/gu, '\n')), contexts }
  known.set(strings, template)
  return template
}

/** The context after `text`, which begins in `context`. */
function read(text: string, context: Context): Context {
  if (/<(?:script|style|textarea|!--)/iu.test(text)) throw misplaced('elements whose content is escaped', text)
  let now = context
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (now === 'text') {
      if (character === '<') now = 'tag'
    } else if (now === 'quoted') {
      if (character === '"') now = 'tag'
    } else if (character === '>') now = 'text'
    else if (character === '"') now = 'quoted'
    else if (character === "'") throw misplaced('double quotes', text)
  }
  if (
    now === 'quoted' &&
    /\s(?:on\w+|srcdoc|style)="[^"]*$|\s(?:href|src|action|formaction|xlink:href)="$/iu.test(text)
  )
    throw misplaced('no value in a handler, in a style or at the start of an address', text)
  return now
}

function misplaced(expected: string, template: string): Error {
  return unexpected({ api: 'html', expected, name: 'template', value: template })
}
