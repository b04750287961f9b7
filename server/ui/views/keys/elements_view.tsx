/** The elements of a list, hash, set, sorted set or stream: a table, page by page, that can be changed. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm_dialog.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { Pager } from "../../components/pager.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { StoredText } from "../../components/stored_text.tsx";
import { TextField } from "../../components/text_field.tsx";
import { ViewState } from "../../components/view_state.tsx";
import { formatInteger, formatThings } from "../../logic/format.ts";
import { useLoaded } from "../../state/loading.ts";
import { ElementDialog } from "./element_dialog.tsx";
import { ElementTable } from "./element_table.tsx";
import type { ElementKind, ElementRow, KeyPlace } from "./kinds/element_kind.ts";
import { TtlDialog } from "./ttl_dialog.tsx";

/** Which key. */
export interface ElementsViewProps {
  readonly place: KeyPlace;
  readonly kind: ElementKind;
  readonly onChanged: () => void;
}

type OpenDialog = { readonly what: "edit" | "ttl" | "remove"; readonly row: ElementRow } | {
  readonly what: "add";
};

/** The table, and the dialogs over it. */
export function ElementsView({ place, kind, onChanged }: ElementsViewProps): VNode {
  const [text, setText] = useState("");
  const [pattern, setPattern] = useState("");
  const [isReversed, setReversed] = useState(false);
  /** The cursors of the pages up to this one. */
  const [cursors, setCursors] = useState<readonly string[]>([""]);
  const [dialog, setDialog] = useState<OpenDialog | undefined>(undefined);
  useEffect(() => {
    if (text === pattern) return;
    const timer = setTimeout(() => {
      setPattern(text);
      setCursors([""]);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, pattern]);
  const cursor = cursors[cursors.length - 1];
  const loaded = useLoaded(
    (signal) => kind.load(place, { cursor, pattern: globOf(pattern), isReversed }, signal),
    [cursor, pattern, isReversed],
  );
  const changed = () => {
    loaded.reload();
    onChanged();
  };
  const close = () => setDialog(undefined);

  return (
    <div class="elements">
      <div class="elements-bar">
        {kind.hasPattern && (
          <TextField
            type="search"
            label={`Search for a ${kind.noun}`}
            isLabelHidden
            placeholder={`Search for a ${kind.noun}`}
            value={text}
            onInput={setText}
          />
        )}
        {kind.orders !== undefined && pattern === "" && (
          <SelectField
            label="Order"
            isLabelHidden
            value={isReversed ? "reversed" : "usual"}
            choices={[
              { value: "usual", label: kind.orders[0] },
              { value: "reversed", label: kind.orders[1] },
            ]}
            onChange={(order) => {
              setReversed(order === "reversed");
              setCursors([""]);
            }}
          />
        )}
        <span class="spring" />
        <Button label={`Add ${kind.noun}`} icon="add" onClick={() => setDialog({ what: "add" })} />
      </div>
      <ViewState loaded={loaded}>
        {({ rows, next, total }) => (
          <>
            {rows.length === 0
              ? (
                <EmptyState title={`No ${kind.noun} here`} icon="search">
                  {next === undefined
                    ? "Nothing matches."
                    : "Nothing on this page; look at the next."}
                </EmptyState>
              )
              : (
                <ElementTable
                  kind={kind}
                  rows={rows}
                  onEdit={(row) => setDialog({ what: "edit", row })}
                  onTtl={(row) => setDialog({ what: "ttl", row })}
                  onRemove={(row) => setDialog({ what: "remove", row })}
                />
              )}
            <Pager
              onPrevious={cursors.length > 1 ? () => setCursors(cursors.slice(0, -1)) : undefined}
              onNext={next === undefined ? undefined : () => setCursors([...cursors, next])}
            >
              {rows.length === total
                ? formatThings(total, kind.noun, plural(kind.noun))
                : `Page ${cursors.length}: ${formatInteger(rows.length)} of ${
                  formatThings(total, kind.noun, plural(kind.noun))
                }`}
            </Pager>
          </>
        )}
      </ViewState>
      {(dialog?.what === "add" || dialog?.what === "edit") && (
        <ElementDialog
          place={place}
          kind={kind}
          row={dialog.what === "edit" ? dialog.row : undefined}
          onDone={changed}
          onClose={close}
        />
      )}
      {dialog?.what === "ttl" && (
        <TtlDialog
          title={`Time to live of the ${kind.noun}`}
          expiresAtMs={dialog.row.expiresAtMs}
          onSet={async (ms) => {
            await kind.setTimeToLive!(place, dialog.row, ms);
            changed();
          }}
          onClose={close}
        />
      )}
      {dialog?.what === "remove" && (
        <ConfirmDialog
          title={`Delete this ${kind.noun}?`}
          action="Delete"
          onConfirm={async () => {
            await kind.remove(place, dialog.row);
            changed();
          }}
          onClose={close}
        >
          <p class="code wrap">
            {dialog.row.cells[0] instanceof Uint8Array
              ? <StoredText bytes={dialog.row.cells[0]} />
              : String(dialog.row.cells[0])}
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** As in the search for keys: text without glob characters is looked for anywhere. */
function globOf(text: string): string {
  return text === "" || /[*?[\]\\]/.test(text) ? text : `*${text}*`;
}

function plural(noun: string): string {
  return noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
