// Prints a JSON list [file, name, kind, public, doc] for all that the files named on standard input declare.
const ts = require("typescript");
const fs = require("fs");

const isFunction = (node) => node && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
const modifiers = (node) => (ts.canHaveModifiers(node) && ts.getModifiers(node)) || [];
const has = (node, ...kinds) => modifiers(node).some((m) => kinds.includes(m.kind));
const { ExportKeyword, PrivateKeyword, ProtectedKeyword } = ts.SyntaxKind;

// The JSDoc right above a declaration, or above the statement that it is in.
function doc(node) {
  for (let at = node; at && !ts.isSourceFile(at) && !ts.isBlock(at); at = at.parent) {
    const found = at.jsDoc;
    if (found && found.length) return found[found.length - 1].getText();
    if (ts.isStatement(at) || ts.isClassElement(at) || ts.isTypeElement(at) || ts.isObjectLiteralElementLike(at)) return "";
  }
  return "";
}

// Names that are exported apart from where they are declared.
function exportedApart(source) {
  const names = new Set();
  const collect = (node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isCallExpression(node)) node.arguments.forEach(collect);
  };
  for (const node of source.statements) {
    if (ts.isExportAssignment(node)) collect(node.expression);
    if (ts.isVariableStatement(node))
      node.declarationList.declarations
        .filter((d) => d.initializer && /^[^({]*\bmodule\.exports\s*=/.test(d.initializer.getText()))
        .forEach((d) => names.add(d.name.getText()));
    const given = ts.isExpressionStatement(node) && node.expression.getText();
    const whole = given && /^(exports\s*=\s*)?module\.exports\s*=\s*(exports\s*=\s*)?([\w$]+)\s*$/.exec(given);
    if (whole) names.add(whole[3]);
    const clause = ts.isExportDeclaration(node) && !node.moduleSpecifier && node.exportClause;
    if (clause && ts.isNamedExports(clause))
      clause.elements.forEach((e) => names.add((e.propertyName || e.name).text));
  }
  return names;
}

function read(file) {
  const kind = /\.(c|m)?jsx?$/.test(file) ? ts.ScriptKind.JSX : /\.tsx$/.test(file) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, kind);
  const apart = exportedApart(source);
  const seen = new Set();
  const say = (name, kind, open, node) => {
    seen.add(name[name.length - 1]);
    console.log(JSON.stringify([file, name, kind, Boolean(open), node && open ? doc(node) : ""]));
  };

  function members(node, outer, open) {
    for (const member of node.members) {
      const shown = open && !has(member, PrivateKeyword, ProtectedKeyword) && !(member.name && ts.isPrivateIdentifier(member.name));
      if (ts.isConstructorDeclaration(member)) {
        say([...outer, "constructor"], "constructor", shown, member);
        member.parameters.filter((p) => modifiers(p).length).forEach((p) => say([...outer, p.name.getText()], "name", false));
      } else if (member.name) {
        const plain = ts.isIdentifier(member.name) || ts.isPrivateIdentifier(member.name);
        const name = [...outer, member.name.text || member.name.getText()];
        say(name, !plain ? "name" : ts.isMethodDeclaration(member) ? "method" : "data", shown, member);
      }
    }
  }

  function value(declaration, outer, open) {
    if (!ts.isIdentifier(declaration.name)) {
      declaration.name.forEachChild((e) => e.name && say([...outer, e.name.getText()], "name", open));
      return;
    }
    const first = declaration.initializer;
    const made = isFunction(first) || (first && ts.isCallExpression(first) && first.expression.getText() !== "require");
    say([...outer, declaration.name.text], made ? "function" : "name", open || apart.has(declaration.name.text), declaration);
  }

  // CommonJS, and objects that grow by assignment.
  function assigned(node) {
    const { left, operatorToken } = node;
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(left)) return;
    let right = node.right;
    while (ts.isBinaryExpression(right) && right.operatorToken.kind === ts.SyntaxKind.EqualsToken) right = right.right;
    const path = left.getText().replace(/\s+/g, "").split(".");
    const to = path.join(".");
    if (to === "module.exports") {
      if (isFunction(right) && right.name) say([right.name.text], "function", true, node);
      if (ts.isClassExpression(right)) {
        say([right.name ? right.name.text : "exports"], "type", true, node);
        members(right, [right.name ? right.name.text : "exports"], true);
      }
      if (ts.isObjectLiteralExpression(right))
        right.properties.filter((p) => p.name).forEach((p) => {
          const acts = ts.isMethodDeclaration(p) || ts.isAccessor(p) || isFunction(p.initializer);
          say([p.name.getText()], acts ? "function" : "name", true, p);
        });
    } else if (/^(module\.)?exports\.[\w$]+$/.test(to)) say(path.slice(-1), isFunction(right) ? "function" : "name", true, node);
    else if (isFunction(right)) say(path.filter((part) => part !== "prototype"), "method", apart.has(path[0]) && /^[\w$]+(\.prototype)?\.[\w$]+$/.test(to), node);
    else say(path, "name", false);
  }

  function statement(node, outer, force) {
    const open = force || has(node, ExportKeyword) || (node.name && apart.has(node.name.text));
    const name = [...outer, node.name && node.name.text ? node.name.text : "default"];
    if (ts.isFunctionDeclaration(node)) say(name, "function", open, node);
    else if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) {
      say(name, "type", open, node);
      members(node, name, open);
    } else if (ts.isTypeAliasDeclaration(node)) {
      say(name, "type", open, node);
      if (ts.isTypeLiteralNode(node.type)) node.type.members.forEach((m) => m.name && say([...name, m.name.getText()], "name", open));
    } else if (ts.isModuleDeclaration(node) && node.body && node.body.statements) {
      say(name, "name", open);
      node.body.statements.forEach((inner) => statement(inner, name, false));
    } else if (ts.isVariableStatement(node)) node.declarationList.declarations.forEach((d) => value(d, outer, open));
    else if (ts.isExpressionStatement(node) && ts.isBinaryExpression(node.expression)) assigned(node.expression);
    else if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause))
      node.exportClause.elements.forEach((e) => seen.has(e.name.text) || say([e.name.text], "name", false));
  }
  // What is declared inside of functions and calls is known, and not asked for.
  function known(node) {
    if (node.name && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)) && !seen.has(node.name.text) && inner(node)) say([node.name.text], "name", false);
    node.forEachChild(known);
  }
  const inner = (node) => isFunction(node) || ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)
    || ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassLike(node) || ts.isAccessor(node);

  source.statements.forEach((node) => statement(node, [], false));
  known(source);
}

fs.readFileSync(0, "utf8").split("\n").filter(Boolean).forEach(read);
