import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributes, type Content, type Html, html, rawElement } from './html.ts'
import { visibleText } from './visibleText.ts'

const NASTY = [
  '<img src=x onerror=alert(1)>',
  '</script><script>',
  '<!--',
  '-->',
  `"' onload="x`,
  '&amp;',
  '&lt',
  '\u202Eabc',
  '`${x}`',
  '\0',
  '\uD800',
]
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom(...NASTY, ...'<>&"\'`=/ '), { maxLength: 8 }).map((parts) => parts.join('')),
)
const options = { seed: 1, numRuns: 500 }

/**
 * A small tokenizer of its own: the texts and the attribute values that a reader of HTML gets back from well-formed
 * markup.
 */
function parse(markup: string): { tags: string[]; texts: string[]; values: string[] } {
  const tags: string[] = []
  const texts: string[] = []
  const values: string[] = []
  const token = /<(\/?[a-z][^\s>]*)((?:\s+[\w-]+="[^"<>]*")*)\s*>|([^<]+)/gy
  let end = 0
  for (let match = token.exec(markup); match; match = token.exec(markup)) {
    end = token.lastIndex
    if (match[1] === undefined) texts.push(unescape(match[3]!))
    else {
      tags.push(match[1])
      for (const [, value] of match[2]!.matchAll(/="([^"]*)"/g)) values.push(unescape(value!))
    }
  }
  expect(end).toBe(markup.length)
  return { tags, texts, values }
}

function unescape(text: string): string {
  expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/u)
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** What the compiler makes of a template, for those that nobody should write. */
function template(strings: string[], ...values: Content[]): Html {
  return html(Object.assign(strings, { raw: strings }), ...values)
}

describe('html', () => {
  test('leaves any string a text, between tags and in attributes', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const page = String(html`<p title="is ${a}" ${attributes({ id: b })}>${[a, html`<b>${b}</b>`]}.</p>`)
        const { tags, texts, values } = parse(page)
        expect(tags).toEqual(['p', 'b', '/b', '/p'])
        expect(values).toEqual([`is ${visibleText(a)}`, visibleText(b)])
        expect(texts.join('')).toBe(`${visibleText(a)}${visibleText(b)}.`)
      }),
      options,
    )
  })

  test.each(NASTY)('leaves %j a text', (text) => {
    expect(parse(String(html`<p title="${text}">${text}</p>`))).toEqual({
      tags: ['p', '/p'],
      texts: [visibleText(text)],
      values: [visibleText(text)],
    })
  })

  test('shows an attack as it was written', () => {
    expect(String(html`<td>${'<img src=x onerror=alert(1)>'}</td>`)).toBe('<td>&lt;img src=x onerror=alert(1)&gt;</td>')
  })

  test('leaves nothing for what is not there, and joins lists', () => {
    expect(String(html`<p>${undefined}${false}${[1, 'a', html`<i>b</i>`]}</p>`)).toBe('<p>1a<i>b</i></p>')
  })

  test('leaves out what only lays out the source', () => {
    expect(String(template(['<p>\n      <b>', '</b>\n  and </p>'], 'a\n  b'))).toBe('<p>\n<b>a   b</b>\nand </p>')
  })

  test('takes an object that looks like markup for no markup', () => {
    const forged = { in: () => '<script>', toString: () => '<script>' }
    expect(String(html`<p>${forged as never}</p>`)).toBe('<p>&lt;script&gt;</p>')
  })

  test.each([
    ['between attributes', ['<p class=', '></p>'], 'attributes()'],
    ['in single quotes', ["<p class='", "'></p>"], 'double quotes'],
    ['as an address', ['<a href="', '">x</a>'], 'address'],
    ['in a handler', ['<a onclick="f(', ')">x</a>'], 'handler'],
    ['in a style', ['<a style="color: ', '">x</a>'], 'style'],
    ['in a script', ['<script>', '</script>'], 'escaped'],
    ['in a comment', ['<!-- ', ' -->'], 'escaped'],
    ['in a tag left open', ['<p title="', '></p>'], 'closed'],
  ])('refuses a text %s', (_, strings, message) => {
    expect(() => template(strings, 'x')).toThrow(message)
  })

  test('refuses markup in an attribute and attributes in a text', () => {
    expect(() => template(['<p title="', '"></p>'], html`<b>x</b>`)).toThrow('quoted')
    expect(() => template(['<p>', '</p>'], attributes({ id: 'x' }))).toThrow('text')
    expect(() => attributes({ onclick: 'x' })).toThrow('harmless')
    expect(() => attributes({ 'x><b': 'x' })).toThrow('harmless')
    expect(String(html`<a href="#${'x'}">x</a>`)).toBe('<a href="#x">x</a>')
  })
})

describe('rawElement', () => {
  test('holds any data without leaving its element, and gives it back', () => {
    fc.assert(
      fc.property(anyText, fc.double(), (text, number) => {
        const element = String(rawElement({ id: 'data', data: { [text]: text, number } }))
        const inner = element.slice('<script type="application/json" id="data">'.length, -'</script>'.length)
        expect(inner).not.toContain('<')
        const spelled = Number.isFinite(number) ? number + 0 : String(number)
        expect(JSON.parse(inner)).toEqual(JSON.parse(JSON.stringify({ [text]: text, number: spelled })))
      }),
      options,
    )
  })

  test('refuses a script that would end early', () => {
    expect(String(rawElement({ tag: 'script', text: 'a < b && "&"' }))).toBe('<script>a < b && "&"</script>')
    expect(() => rawElement({ tag: 'script', text: 'x = "</script>"' })).toThrow('stays inside')
    expect(() => rawElement({ tag: 'style', text: '</STYLE>' })).toThrow('stays inside')
    expect(() => rawElement({ tag: 'script', text: '<!--<script>' })).toThrow('stays inside')
  })
})

test('visibleText spells what cannot be seen and keeps every other character', () => {
  expect(visibleText('a\u202Eb\u2066c\0d\x1B[31m\x7F\uFEFF')).toBe('a⟨U+202E⟩b⟨U+2066⟩c␀d␛[31m⟨U+007F⟩⟨U+FEFF⟩')
  expect(visibleText('two\nlines\tjoined')).toBe('two lines joined')
  expect(visibleText('\uD83D half, 😀 whole, عربي')).toBe('⟨U+D83D⟩ half, 😀 whole, عربي')
})
