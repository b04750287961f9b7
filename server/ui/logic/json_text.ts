/** JSON laid out over lines without being changed: numbers keep all their digits, keys their order. */

/** Text that is a JSON object or array, indented; undefined for all else. */
export function indentJson(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let indented = "";
  let depth = 0;
  // Strings, and what stands between them. Valid JSON holds nothing else.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"{}[\]:,]+|[{}[\]:,]/g)) {
    if (token === "}" || token === "]") {
      depth--;
      const isEmpty = indented.endsWith("{") || indented.endsWith("[");
      indented += isEmpty ? token : newLine(depth) + token;
      continue;
    }
    if (/[{[]$/.test(indented) && !/"$/.test(indented)) indented += newLine(depth);
    if (token === "{" || token === "[") depth++;
    indented += token === ":" ? ": " : token === "," ? `,${newLine(depth)}` : token;
  }
  return indented;
}

function newLine(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}
