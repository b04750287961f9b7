/** A page of elements as a table. What they hold is shown as text on one line each; changing one shows all. */

import type { VNode } from "preact";
import { Button } from "../../components/button.tsx";
import { StoredText } from "../../components/stored_text.tsx";
import { TtlLabel } from "../../components/ttl_label.tsx";
import { lineOf } from "../../logic/byte_text.ts";
import type { Cell, ElementKind, ElementRow } from "./kinds/element_kind.ts";

/** What is shown, and what can be done. */
export interface ElementTableProps {
  readonly kind: ElementKind;
  readonly rows: readonly ElementRow[];
  readonly onEdit: (row: ElementRow) => void;
  readonly onTtl: (row: ElementRow) => void;
  readonly onRemove: (row: ElementRow) => void;
}

/** The table. */
export function ElementTable({ kind, rows, onEdit, onTtl, onRemove }: ElementTableProps): VNode {
  const { setTimeToLive, change, columns } = kind;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={`Table: ${kind.noun}`}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((column) => <th key={column} scope="col">{column}</th>)}
            <th scope="col">
              <span class="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const name = nameOf(row);
            return (
              <tr key={row.id}>
                {row.cells.map((cell, i) => (
                  <td key={i} class="cell-stored">
                    <CellText cell={cell} />
                  </td>
                ))}
                {setTimeToLive !== undefined && (
                  <td class="cell-small">
                    <TtlLabel expiresAtMs={row.expiresAtMs} />
                  </td>
                )}
                <td class="cell-actions">
                  {setTimeToLive !== undefined && (
                    <Button
                      label={`Time to live of ${name}`}
                      icon="clock"
                      iconOnly
                      kind="quiet"
                      onClick={() => onTtl(row)}
                    />
                  )}
                  {change !== undefined && (
                    <Button
                      label={`Change ${name}`}
                      icon="edit"
                      iconOnly
                      kind="quiet"
                      onClick={() => onEdit(row)}
                    />
                  )}
                  <Button
                    label={`Delete ${name}`}
                    icon="remove"
                    iconOnly
                    kind="quiet"
                    onClick={() => onRemove(row)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function nameOf({ cells: [cell] }: ElementRow): string {
  return cell instanceof Uint8Array ? lineOf(cell, 40) : String(cell);
}

function CellText({ cell }: { cell: Cell }): VNode {
  if (typeof cell === "string") return <span class="code">{cell}</span>;
  if (cell instanceof Uint8Array) return <StoredText bytes={cell} />;
  return (
    <dl class="pairs">
      {cell.map(([field, value], i) => (
        <div key={i}>
          <dt>
            <StoredText bytes={field} />
          </dt>
          <dd>
            <StoredText bytes={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
