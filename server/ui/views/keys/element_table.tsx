/** A page of elements as a table. What they hold is shown as text on one line each; changing one shows all. */

import type { ComponentChildren, VNode } from "preact";
import { Button } from "../../components/button.tsx";
import { DataTable } from "../../components/data_table.tsx";
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
export function ElementTable(props: ElementTableProps): VNode {
  const { kind, rows } = props;
  return (
    <DataTable
      label={`Table: ${kind.noun}`}
      columns={kind.columns.map((title) => ({ title }))}
      hasActions
      rows={rows.map((row) => ({
        key: row.id,
        cells: [
          ...row.cells.map(contentOf),
          ...(kind.setTimeToLive === undefined ? [] : [ttlOf(row)]),
        ],
        actions: <Actions {...props} row={row} />,
      }))}
    />
  );
}

function Actions(
  { kind, row, onEdit, onTtl, onRemove }: ElementTableProps & { row: ElementRow },
): VNode {
  const [cell] = row.cells;
  const name = cell instanceof Uint8Array ? lineOf(cell, 40) : String(cell);
  return (
    <>
      {kind.setTimeToLive !== undefined && (
        <Button
          label={`Time to live of ${name}`}
          icon="clock"
          iconOnly
          kind="quiet"
          onClick={() => onTtl(row)}
        />
      )}
      {kind.change !== undefined && (
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
    </>
  );
}

function ttlOf({ expiresAtMs }: ElementRow): ComponentChildren {
  return expiresAtMs === undefined ? null : <TtlLabel expiresAtMs={expiresAtMs} />;
}

function contentOf(cell: Cell): VNode {
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
