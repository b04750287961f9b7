/** The key browser: a search over one namespace on one side, the key that is open on the other. */

import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { PageHeader } from "../../components/page_header.tsx";
import { escapeBytes } from "../../logic/byte_text.ts";
import { KeyScan } from "../../state/key_scan.ts";
import { route, showKey } from "../../state/route.ts";
import { BulkDeleteDialog } from "./bulk_delete_dialog.tsx";
import { KeyDetail } from "./key_detail.tsx";
import { KeyList } from "./key_list.tsx";
import { KeySearchBar } from "./key_search_bar.tsx";
import { NewKeyDialog } from "./new_key_dialog.tsx";

/** The view. */
export function KeyBrowser(): VNode {
  const { namespace, key } = route.value;
  const [text, setText] = useState("");
  const [type, setType] = useState("");
  const [turn, setTurn] = useState(0);
  const [isMaking, setMaking] = useState(false);
  const [isClearing, setClearing] = useState(false);
  const scan = useMemo(() => new KeyScan({ namespace, text, type }), [namespace, text, type, turn]);
  useEffect(() => {
    scan.more();
    return () => scan.stop();
  }, [scan]);
  const reload = () => setTurn((turn) => turn + 1);

  return (
    <div class={`key-browser${key === undefined ? "" : " has-open-key"}`}>
      <section class="key-side" aria-label="Keys">
        <PageHeader title="Keys">
          <Button
            label="Delete many…"
            icon="remove"
            iconOnly
            kind="quiet"
            onClick={() => setClearing(true)}
          />
          <Button label="Reload" icon="reload" iconOnly kind="quiet" onClick={reload} />
          <Button label="New key" icon="add" kind="primary" onClick={() => setMaking(true)} />
        </PageHeader>
        <KeySearchBar
          namespace={namespace}
          type={type}
          onNamespace={(name) => showKey(name)}
          onSearch={setText}
          onType={setType}
        />
        <KeyList
          scan={scan}
          open={key}
          onOpen={(row) => showKey(namespace, row.key)}
          onNew={() => setMaking(true)}
        />
      </section>
      <section class="key-main" aria-label="Open key">
        {key === undefined
          ? (
            <EmptyState title="No key is open" icon="keys">
              Choose one from the list to see and change it.
            </EmptyState>
          )
          : (
            <KeyDetail
              key={`${namespace}/${escapeBytes(key)}`}
              place={{ namespace, key }}
              onChanged={() => scan.refresh(key).catch(() => {})}
              onMoved={(to) => {
                scan.forget([key]);
                scan.refresh(to).catch(() => {});
                showKey(namespace, to);
              }}
              onDeleted={() => {
                scan.forget([key]);
                showKey(namespace);
              }}
              onClose={() => showKey(namespace)}
            />
          )}
      </section>
      {isMaking && (
        <NewKeyDialog
          namespace={namespace}
          onMade={(made) => {
            scan.refresh(made).catch(() => {});
            showKey(namespace, made);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {isClearing && (
        <BulkDeleteDialog
          namespace={namespace}
          pattern={text}
          type={type}
          onDeleted={reload}
          onClose={() => setClearing(false)}
        />
      )}
    </div>
  );
}
