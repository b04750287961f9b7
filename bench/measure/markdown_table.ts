/** Tables in Markdown, padded so that they read as well in a terminal as in a rendered page. */

/** One cell: text is set flush left when its whole column is text, numbers flush right. */
export type Cell = string;

/** How a column is set. */
export type Alignment = "left" | "right";

/**
 * Renders a table.
 *
 * @param header one cell a column.
 * @param rows each as long as the header.
 * @param alignments one a column; default: the first column left, the others right.
 * @throws {RangeError} when a row's length differs from the header's.
 */
export function markdownTable(
  header: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  alignments: readonly Alignment[] = header.map((_, column) => column === 0 ? "left" : "right"),
): string {
  for (const row of rows) {
    if (row.length !== header.length) {
      throw new RangeError(`Cannot set ${row.length} cells under ${header.length} headings`);
    }
  }
  const escaped = [header, ...rows].map((row) => row.map(escapeCell));
  const widths = header.map((_, column) => {
    return Math.max(3, ...escaped.map((row) => displayWidth(row[column])));
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const pad = (cell: string, column: number) => {
    const blank = " ".repeat(widths[column] - displayWidth(cell));
    return alignments[column] === "right" ? blank + cell : cell + blank;
  };
  const rule = widths.map((width, column) => {
    return alignments[column] === "right" ? "-".repeat(width - 1) + ":" : "-".repeat(width);
  });
  const [head, ...body] = escaped.map((row) => line(row.map(pad)));
  return [head, line(rule), ...body].join("\n") + "\n";
}

function escapeCell(cell: Cell): string {
  return cell.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Characters, not UTF-16 units. Wide scripts do not occur in these tables. */
function displayWidth(text: string): number {
  return [...text].length;
}
