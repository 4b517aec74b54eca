// Prints a JSON list [file, name, kind, public, doc] for all that the PHP files named on standard input declare.
const Engine = require("php-parser");
const fs = require("fs");

const parser = new Engine({ parser: { extractDoc: true, suppressErrors: true }, ast: { withPositions: true } });

function read(file) {
  const say = (name, kind, open, doc) => console.log(JSON.stringify([file, name, kind, Boolean(open), doc || ""]));
  const named = (node) => (node.name && node.name.name) || String(node.name);
  const doc = (node) => {
    const groups = node.attrGroups || [];
    const found = [...(node.leadingComments || []), ...groups.flatMap((g) => g.leadingComments || [])];
    const blocks = found.filter((c) => c.kind === "commentblock" && c.value.startsWith("/**"));
    return blocks.length ? blocks[blocks.length - 1].value : "";
  };

  function member(node, outer, inInterface) {
    const open = inInterface || !["private", "protected"].includes(node.visibility);
    if (node.kind === "method") {
      const isConstructor = named(node) === "__construct";
      say([outer, named(node)], isConstructor ? "constructor" : named(node).startsWith("__") ? "name" : "method", open, doc(node));
      // A promoted property stands in the constructor's signature.
      if (isConstructor) node.arguments.filter((a) => a.flags).forEach((a) => say([outer, named(a)], "name", false, ""));
    }
    if (node.kind === "classconstant") node.constants.forEach((c) => say([outer, named(c)], "data", open, doc(node)));
    if (node.kind === "propertystatement") node.properties.forEach((p) => say([outer, named(p)], "data", open, doc(node)));
    if (node.kind === "enumcase") say([outer, named(node)], "data", true, doc(node));
  }

  function walk(node) {
    if (["class", "interface", "trait", "enum"].includes(node.kind) && !node.isAnonymous) {
      say([named(node)], "type", true, doc(node));
      node.body.forEach((inner) => member(inner, named(node), node.kind === "interface"));
    } else if (node.kind === "function") say([named(node)], "function", true, doc(node));
    else if (node.kind === "constantstatement") node.constants.forEach((c) => say([named(c)], "name", true, doc(node)));
    else [...(node.children || []), ...[node.body, node.alternate].filter((b) => b && b.children)].forEach(walk);
  }
  walk(parser.parseCode(fs.readFileSync(file, "utf8"), file));
}

fs.readFileSync(0, "utf8").split("\n").filter(Boolean).forEach(read);
