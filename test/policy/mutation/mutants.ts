import ts from 'typescript';

/** One small change to a source file that a test has to notice. */
export interface Mutant {
  readonly line: number;
  /** What changed: the text before, and the text after. */
  readonly before: string;
  readonly after: string;
  /** The whole file with the change in it. */
  readonly source: string;
}

type Edit = readonly [node: ts.Node, after: string];

/** Arrays whose elements decide nothing: pages to read. */
const PROSE = /^references$/;

/** Every mutant of a file: each condition negated, each part of one dropped, each entry of a list dropped. */
export function mutantsOf(fileName: string, source: string): Mutant[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2022, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && PROSE.test(node.name.getText())) return;
    edits.push(...editsOf(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return edits.map(([node, after]) => {
    const start = node.getStart();
    const { line } = file.getLineAndCharacterOfPosition(start);
    const mutated = source.slice(0, start) + after + source.slice(node.getEnd());
    return { line: line + 1, before: node.getText(), after, source: mutated };
  });
}

function editsOf(node: ts.Node): Edit[] {
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) return conditionEdits(node);
  if (ts.isBinaryExpression(node)) return binaryEdits(node);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [[node, node.operand.getText()]];
  }
  if (ts.isCallExpression(node)) return callEdits(node);
  if (ts.isArrayLiteralExpression(node)) return elementEdits(node);
  return ts.isRegularExpressionLiteral(node) ? anchorEdits(node) : [];
}

function conditionEdits(node: ts.IfStatement | ts.ConditionalExpression): Edit[] {
  const condition = ts.isIfStatement(node) ? node.expression : node.condition;
  return [[condition, `!(${condition.getText()})`]];
}

const NEGATED: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['>=', '<='],
  '>': ['<=', '>='],
  '<=': ['>', '<'],
  '>=': ['<', '>'],
};

function binaryEdits(node: ts.BinaryExpression): Edit[] {
  const operator = node.operatorToken.getText();
  const [left, right] = [node.left.getText(), node.right.getText()];
  if (operator === '&&' || operator === '||') {
    return [
      [node, left],
      [node, right],
    ];
  }
  return (NEGATED[operator] ?? []).map((negated) => [node, `${left} ${negated} ${right}`]);
}

function callEdits(node: ts.CallExpression): Edit[] {
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const { expression: receiver, name } = node.expression;
  if (name.text === 'filter') return [[node, receiver.getText()]];
  if (name.text === 'some') return [[name, 'every']];
  return name.text === 'every' ? [[name, 'some']] : [];
}

function elementEdits({ elements }: ts.ArrayLiteralExpression): Edit[] {
  return elements.map((element) => [element, '']);
}

function anchorEdits(node: ts.RegularExpressionLiteral): Edit[] {
  const text = node.getText();
  return [
    ...(text.startsWith('/^') ? [[node, text.replace('/^', '/')] as Edit] : []),
    ...(/\$\/[a-z]*$/.test(text) ? [[node, text.replace(/\$(\/[a-z]*)$/, '$1')] as Edit] : []),
  ];
}
