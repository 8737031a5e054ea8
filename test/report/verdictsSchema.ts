import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { z } from 'zod'
import { verdictFileSchema, verdictSchemaNames } from '../../src/report/verdictSchema.ts'

type Schema = z.core.JSONSchema.BaseSchema

/** The JSON schema of files of verdicts: what `fromJson` takes, described in the words of the types' own comments. */
export function verdictsJsonSchema(): Schema {
  const schema = z.toJSONSchema(verdictFileSchema, { io: 'input', metadata: verdictSchemaNames })
  const comments = new Map(
    [
      '../../src/claim/verdict.ts',
      '../../src/claim/cover.ts',
      '../../src/claim/undecided.ts',
      '../../src/report/baseline/change.ts',
    ].flatMap((path) => [...commentsIn(path)]),
  )
  const defs = Object.entries(schema.$defs ?? {}).map(([name, one]) => [name, described(name, one, comments)] as const)
  const { $schema, ...rest } = schema
  const title = 'Verdicts of Overshoot'
  const description = 'What overshoot verify --json and the vitest reporter write. Numbers that JSON lacks are strings.'
  return { $schema: $schema!, title, description, ...rest, $defs: Object.fromEntries(defs) }
}

function described(name: string, schema: Schema, comments: ReadonlyMap<string, string>): Schema {
  const of = (key: string): { description?: string } => {
    const description = comments.get(key)
    return description === undefined ? {} : { description }
  }
  const properties = Object.entries(schema.properties ?? {}).map(
    ([key, one]) => [key, { ...of(`${name}.${key}`), ...(one as Schema) }] as const,
  )
  return { ...of(name), ...schema, ...(properties.length > 0 && { properties: Object.fromEntries(properties) }) }
}

/**
 * The doc comments of a module's types and of their properties (`Verdict`, `Verdict.claim`); of a property without one,
 * its type's.
 */
function commentsIn(path: string): Map<string, string> {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const comments = new Map<string, string>()
  const note = (key: string, node: ts.Node, other?: string) => {
    const own = ts.getJSDocCommentsAndTags(node).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    const found = own[0] === undefined ? comments.get(other ?? '') : own[0].replace(/\s*\n\s*/g, ' ')
    if (found !== undefined) comments.set(key, found)
  }
  for (const statement of statements) {
    if (ts.isTypeAliasDeclaration(statement)) note(statement.name.text, statement)
    if (!ts.isInterfaceDeclaration(statement)) continue
    note(statement.name.text, statement)
    for (const member of statement.members)
      if (ts.isPropertySignature(member) && member.type)
        note(`${statement.name.text}.${member.name.getText()}`, member, member.type.getText().replace('[]', ''))
  }
  return comments
}
