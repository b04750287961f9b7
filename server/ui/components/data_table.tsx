/**
 * A table that scrolls in its own frame. Where it is narrow each row becomes a block of lines, the title of the
 * column before each value; the roles are written out because such a layout would take them away.
 */

import type { ComponentChildren, VNode } from "preact";

/** A column. */
export interface TableColumn {
  readonly title: string;
  /** How its cells are written; "name": they are the names of the rows. */
  readonly kind?: "number" | "stored" | "short" | "name";
}

/** A row. */
export interface TableRow {
  /** Unique among the rows. */
  readonly key: string;
  readonly cells: readonly ComponentChildren[];
  /** Buttons for what can be done with it. */
  readonly actions?: ComponentChildren;
}

/** A table. */
export interface DataTableProps {
  readonly label: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  readonly hasActions?: boolean;
}

/** The table. */
export function DataTable({ label, columns, rows, hasActions = false }: DataTableProps): VNode {
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={label}>
      <table class="table" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, kind }) => (
              <th key={title} role="columnheader" scope="col" class={`cell-${kind ?? "stored"}`}>
                {title}
              </th>
            ))}
            {hasActions && (
              <th role="columnheader" scope="col">
                <span class="sr-only">What can be done</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ key, cells, actions }) => (
            <tr key={key} role="row">
              {cells.map((cell, i) => <TableCell key={i} column={columns[i]} cell={cell} />)}
              {hasActions && (
                <td role="cell" class="cell-actions">
                  <div class="cell">{actions}</div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableCell({ column, cell }: { column: TableColumn; cell: ComponentChildren }): VNode {
  const { title, kind = "stored" } = column;
  const content = <div class="cell">{cell}</div>;
  return kind === "name"
    ? <th role="rowheader" scope="row" class="cell-name" data-label={title}>{content}</th>
    : <td role="cell" class={`cell-${kind}`} data-label={title}>{content}</td>;
}
