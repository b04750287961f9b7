/** The keys that were found, in a list that exists only as far as it is seen; marked ones can be deleted. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { all } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm_dialog.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { ErrorState } from "../../components/error_state.tsx";
import { LoadingState } from "../../components/loading_state.tsx";
import { StoredText } from "../../components/stored_text.tsx";
import { TtlLabel } from "../../components/ttl_label.tsx";
import { TypeBadge } from "../../components/type_badge.tsx";
import { VirtualList } from "../../components/virtual_list.tsx";
import { type Bytes, escapeBytes } from "../../logic/byte_text.ts";
import { formatThings } from "../../logic/format.ts";
import type { KeyRow, KeyScan } from "../../state/key_scan.ts";
import { tellDone } from "../../state/notices.ts";
import { ScanStatus } from "./scan_status.tsx";

const ROW_HEIGHT = 34;
/** Keys deleted with one command. */
const BATCH = 500;

/** What is listed. */
export interface KeyListProps {
  readonly scan: KeyScan;
  readonly open: Bytes | undefined;
  readonly onOpen: (row: KeyRow) => void;
  readonly onNew: () => void;
}

/** The list, and what can be done with the marked keys. */
export function KeyList({ scan, open, onOpen, onNew }: KeyListProps): VNode {
  const { rows, status, error } = scan.state.value;
  const [current, setCurrent] = useState(0);
  const [marked, setMarked] = useState<ReadonlyMap<string, KeyRow>>(new Map());
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    setCurrent(0);
    setMarked(new Map());
  }, [scan]);
  const openId = open === undefined ? undefined : escapeBytes(open);

  const mark = (at: number) => {
    const changed = new Map(marked);
    if (!changed.delete(rows[at].id)) changed.set(rows[at].id, rows[at]);
    setMarked(changed);
  };
  const remove = async () => {
    const keys = [...marked.values()].map(({ key }) => key);
    let removed = 0;
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = keys.slice(at, at + BATCH);
      const [count] = await all(scan.search.namespace, [["UNLINK", ...batch]]);
      removed += Number(count);
      scan.forget(batch);
    }
    setMarked(new Map());
    tellDone(`Deleted ${formatThings(removed, "key")}`);
  };

  if (rows.length === 0) {
    if (status === "failed") return <ErrorState error={error!} onRetry={scan.goOn} />;
    if (status === "loading" || status === "ready") return <LoadingState rows={8} />;
  }
  return (
    <>
      {rows.length === 0 ? <NothingFound scan={scan} onNew={onNew} /> : (
        <VirtualList
          label="Keys found"
          rows={rows.length}
          rowHeight={ROW_HEIGHT}
          current={Math.min(current, rows.length - 1)}
          onCurrent={setCurrent}
          rowKey={(at) => rows[at].id}
          isOpen={(at) => rows[at].id === openId}
          isMarked={(at) => marked.has(rows[at].id)}
          onOpen={(at) => onOpen(rows[at])}
          onMark={mark}
          onNearEnd={scan.more}
          row={(at) => <KeyCells row={rows[at]} />}
        />
      )}
      <footer class="key-footer" hidden={rows.length === 0 && status === "done"}>
        {marked.size === 0 ? <ScanStatus scan={scan} /> : (
          <>
            <span class="footer-text">{formatThings(marked.size, "key")} marked</span>
            <Button label="Unmark" kind="quiet" onClick={() => setMarked(new Map())} />
            <Button
              label="Delete"
              icon="remove"
              kind="danger"
              onClick={() => setAsking(true)}
            />
          </>
        )}
      </footer>
      {isAsking && (
        <ConfirmDialog
          title={`Delete ${formatThings(marked.size, "key")}?`}
          action="Delete"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <p>They cannot be brought back.</p>
          <ul class="key-sample">
            {[...marked.values()].slice(0, 8).map(({ id, key }) => (
              <li key={id}>
                <StoredText bytes={key} limit={120} />
              </li>
            ))}
            {marked.size > 8 && <li>and {formatThings(marked.size - 8, "other")}</li>}
          </ul>
        </ConfirmDialog>
      )}
    </>
  );
}

function KeyCells({ row }: { row: KeyRow }): VNode {
  return (
    <>
      <span role="gridcell" class="cell-type">
        <TypeBadge type={row.type} />
      </span>
      <span role="gridcell" class="cell-key">
        <StoredText bytes={row.key} limit={200} />
      </span>
      <span role="gridcell" class="cell-ttl">
        <TtlLabel expiresAtMs={row.expiresAtMs} />
      </span>
    </>
  );
}

function NothingFound({ scan, onNew }: { scan: KeyScan; onNew: () => void }): VNode {
  const { text, type, namespace } = scan.search;
  if (scan.state.value.status === "paused") {
    return (
      <EmptyState title="Nothing found so far" icon="search">The search can go on.</EmptyState>
    );
  }
  if (text !== "" || type !== "") {
    return (
      <EmptyState title="No key is like that" icon="search">
        <p>
          Try a part of the key, or a pattern: <code>*</code> is anything, <code>?</code>{" "}
          one character, <code>[ab]</code> one of some.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`Namespace ${namespace} is empty`} icon="keys">
      <Button label="Make a key" icon="add" onClick={onNew} />
    </EmptyState>
  );
}
