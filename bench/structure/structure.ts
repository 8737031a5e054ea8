import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import type { Row } from '../measure.ts'
import { circlesIn } from './circlesIn.ts'
import { type FunctionFound, functionsIn } from './functionsIn.ts'

const [LONG, COMPLEX] = [40, 15]

/**
 * How the code is built, counted: `npm run bench -- structure [--list] [folder] [name=commit …]`. The folder is a
 * checkout, this one unless told. For each commit, the files of the product that it touched; `--list` names what is
 * counted one by one.
 */
export async function structure(args: readonly string[]): Promise<Row[]> {
  const isListed = args.includes('--list')
  const [folder = '.', ...commits] = args.filter((argument) => argument !== '--list')
  const files = productFiles(folder)
  const sources = new Map(files.map((file) => [file, parse(folder, file)]))
  const all = [...sources].flatMap(([file, source]) => functionsIn(source).map((one) => ({ file, ...one })))
  const long = all.filter(({ lines }) => lines > LONG)
  const complex = all.filter(({ complexity }) => complexity > COMPLEX)
  const circles = circlesIn(new Map([...sources].map(([file, source]) => [file, importsOf(file, source)])))
  if (isListed) {
    for (const one of new Set([...long, ...complex])) process.stdout.write(`${describe(one)}\n`)
    for (const circle of circles) process.stdout.write(`circle: ${circle.join(' ')}\n`)
  }
  const codeLines = [...sources.values()].reduce((sum, source) => sum + codeLinesOf(source), 0)
  const lengths = [...sources.values()].map((source) => source.getLineStarts().length - 1).toSorted((a, b) => a - b)
  return [
    { what: 'files of the product', value: files.length, unit: 'files' },
    { what: 'lines', value: lengths.reduce((sum, length) => sum + length, 0), unit: 'lines' },
    { what: 'lines of code, without comments', value: codeLines, unit: 'lines' },
    { what: 'median file', value: lengths[lengths.length >> 1]!, unit: 'lines' },
    { what: 'longest file', value: lengths.at(-1)!, unit: 'lines' },
    { what: `functions over ${LONG} lines`, value: long.length, unit: 'functions' },
    { what: `functions of a complexity over ${COMPLEX}`, value: complex.length, unit: 'functions' },
    { what: 'circles of imports', value: circles.length, unit: 'circles', target: '0' },
    ...commits.map((commit) => touchedBy(folder, commit, isListed)),
  ]
}

/** The program itself: no tests, and no files that serve tests. */
function isProduct(file: string): boolean {
  return /^src\/.*\.ts$/.test(file) && !/\.(test|laws)\.ts$|^src\/(hostile|fuzz|package)\//.test(file)
}

function productFiles(folder: string): string[] {
  return git(folder, 'ls-files', 'src').split('\n').filter(isProduct)
}

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' })
}

function parse(folder: string, file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Lines that a token stands in. */
function codeLinesOf(source: ts.SourceFile): number {
  const lines = new Set<number>()
  const visit = (node: ts.Node): void => {
    if (node.getChildCount(source) > 0) {
      for (const child of node.getChildren(source)) if (!ts.isJSDoc(child)) visit(child)
      return
    }
    const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line
    const last = source.getLineAndCharacterOfPosition(node.end).line
    for (let line = first; line <= last && node.end > node.pos; line++) lines.add(line)
  }
  visit(source)
  return lines.size
}

/** The files that it imports by relative paths, types included. */
function importsOf(file: string, { statements }: ts.SourceFile): string[] {
  return statements.flatMap((statement) => {
    const from =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined
    return from !== undefined && ts.isStringLiteral(from) && from.text.startsWith('.')
      ? [normalize(join(dirname(file), from.text))]
      : []
  })
}

function describe({ file, line, name, lines, complexity }: FunctionFound & { readonly file: string }): string {
  return `${file}:${line} ${name}: ${lines} lines, complexity ${complexity}`
}

function touchedBy(folder: string, argument: string, isListed: boolean): Row {
  const [name = '', commit = ''] = argument.split('=')
  const touched = git(folder, 'show', '--format=', '--name-only', commit).split('\n').filter(isProduct)
  if (isListed) process.stdout.write(`${name}: ${touched.join(' ')}\n`)
  return { what: `${name} touched`, value: touched.length, unit: 'files' }
}
