import ts from 'typescript'

/** A function of a file: how many lines it has, and its cyclomatic complexity (McCabe 1976). */
export interface FunctionFound {
  readonly name: string
  readonly line: number
  readonly lines: number
  readonly complexity: number
}

/** Every function of a source file, those inside others too; each branch counts for the innermost one that it is in. */
export function functionsIn(source: ts.SourceFile): FunctionFound[] {
  const found: FunctionFound[] = []
  const visit = (node: ts.Node, name: string): number => {
    const own = isFunction(node)
    let branches = own ? 0 : branchesAt(node)
    ts.forEachChild(node, (child) => {
      branches += visit(child, nameOf(node) ?? name)
    })
    if (!own) return branches
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
    const last = source.getLineAndCharacterOfPosition(node.end).line
    found.push({ name: nameOf(node) ?? name, line: line + 1, lines: last - line + 1, complexity: branches + 1 })
    return 0
  }
  visit(source, '')
  return found
}

function isFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}

function nameOf(node: ts.Node): string | undefined {
  const { name } = node as { name?: ts.Node }
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined
}

const branching: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
])

const shortCircuits: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
])

function branchesAt(node: ts.Node): number {
  const isShortCircuit = ts.isBinaryExpression(node) && shortCircuits.has(node.operatorToken.kind)
  return branching.has(node.kind) || isShortCircuit ? 1 : 0
}
