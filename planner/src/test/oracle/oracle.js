// Parses one JSON-encoded statement per line of input with PostgreSQL's own grammar and answers with one line:
// {"tree": ...} or {"error": message, "position": offset in characters from 0}.
const readline = require("node:readline");
const { loadModule, parseSync } = require("libpg-query");

function answer(sql) {
  try {
    return { tree: parseSync(sql) };
  } catch (error) {
    return { error: error.message, position: error.sqlDetails ? error.sqlDetails.cursorPosition : -1 };
  }
}

loadModule().then(() => {
  const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
  lines.on("line", (line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n"));
});
