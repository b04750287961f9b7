/** The key that is open: what it is, what can be done with it, and its value. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { command, pipeline, replyText } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm_dialog.tsx";
import { CopyButton } from "../../components/copy_button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { TtlLabel } from "../../components/ttl_label.tsx";
import { TypeBadge } from "../../components/type_badge.tsx";
import { ViewState } from "../../components/view_state.tsx";
import { type Bytes, escapeBytes, lineOf } from "../../logic/byte_text.ts";
import { formatBytes } from "../../logic/format.ts";
import { expiry } from "../../state/key_scan.ts";
import { useLoaded } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";
import { ElementsView } from "./elements_view.tsx";
import { KINDS } from "./kinds/all_kinds.ts";
import type { KeyPlace } from "./kinds/element_kind.ts";
import { StreamGroups } from "./stream_groups.tsx";
import { RenameDialog } from "./rename_dialog.tsx";
import { StringView } from "./string_view.tsx";
import { TtlDialog } from "./ttl_dialog.tsx";

/** Bytes of a key's name shown before the rest is cut. */
const NAME_LIMIT = 1000;

/** Which key, and what to do when something becomes of it. */
export interface KeyDetailProps {
  readonly place: KeyPlace;
  readonly onChanged: () => void;
  readonly onMoved: (to: Bytes) => void;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

interface KeyFacts {
  readonly type: string;
  readonly expiresAtMs: number | undefined;
  readonly encoding: string;
  readonly bytes: number;
}

/** The open key. */
export function KeyDetail(props: KeyDetailProps): VNode {
  const { place, onChanged, onMoved, onDeleted, onClose } = props;
  const { namespace, key } = place;
  const [dialog, setDialog] = useState<"ttl" | "rename" | "delete" | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const loaded = useLoaded(async (signal): Promise<KeyFacts> => {
    const commands = [
      ["TYPE", key],
      ["PEXPIRETIME", key],
      ["OBJECT", "ENCODING", key],
      ["MEMORY", "USAGE", key],
    ];
    const [type, time, encoding, bytes] = await pipeline(namespace, commands, signal);
    return {
      type: replyText(type),
      expiresAtMs: expiry(time),
      encoding: replyText(encoding),
      bytes: Number(bytes),
    };
  }, [namespace, escapeBytes(key), turn]);
  const changed = () => {
    loaded.reload();
    onChanged();
  };
  const close = () => setDialog(undefined);
  const name = lineOf(key, 80);

  return (
    <>
      <div class="key-bar">
        <span class="only-narrow">
          <Button label="Back to the list" icon="back" iconOnly kind="quiet" onClick={onClose} />
        </span>
        <h2 class="key-name">{lineOf(key, NAME_LIMIT)}</h2>
        <CopyButton label="Copy the key" text={() => lineOf(key, key.length)} />
        <span class="only-wide">
          <Button label="Close" icon="close" iconOnly kind="quiet" onClick={onClose} />
        </span>
      </div>
      <ViewState loaded={loaded}>
        {(facts) =>
          facts.type === "none"
            ? (
              <EmptyState title="This key does not exist" icon="keys">
                It has expired, or somebody has deleted it.
              </EmptyState>
            )
            : (
              <>
                <div class="key-facts">
                  <TypeBadge type={facts.type} />
                  <span class="fact">{facts.encoding}</span>
                  <span class="fact">{formatBytes(facts.bytes)}</span>
                  <button type="button" class="ttl-button" onClick={() => setDialog("ttl")}>
                    {facts.expiresAtMs === undefined ? "no expiry" : (
                      <>
                        expires in <TtlLabel expiresAtMs={facts.expiresAtMs} />
                      </>
                    )}
                    <span class="sr-only">: change the time to live</span>
                  </button>
                  <span class="spring" />
                  <Button
                    label="Reload"
                    icon="reload"
                    iconOnly
                    kind="quiet"
                    onClick={() => setTurn((turn) => turn + 1)}
                  />
                  <Button
                    label="Rename"
                    icon="edit"
                    iconOnly
                    kind="quiet"
                    onClick={() => setDialog("rename")}
                  />
                  <Button
                    label="Delete key"
                    icon="remove"
                    iconOnly
                    kind="quiet"
                    onClick={() => setDialog("delete")}
                  />
                </div>
                {facts.type === "string"
                  ? <StringView key={turn} place={place} onChanged={changed} />
                  : (
                    <ElementsView
                      key={turn}
                      place={place}
                      kind={KINDS[facts.type]}
                      onChanged={changed}
                    />
                  )}
                {facts.type === "stream" && <StreamGroups key={`groups ${turn}`} place={place} />}
              </>
            )}
      </ViewState>
      {dialog === "ttl" && (
        <TtlDialog
          title={`Time to live of ${name}`}
          expiresAtMs={loaded.data?.expiresAtMs}
          onSet={async (ms) => {
            if (ms === undefined) await command(namespace, "PERSIST", key);
            else await command(namespace, "PEXPIRE", key, ms);
            changed();
          }}
          onClose={close}
        />
      )}
      {dialog === "rename" && <RenameDialog place={place} onMoved={onMoved} onClose={close} />}
      {dialog === "delete" && (
        <ConfirmDialog
          title="Delete this key?"
          action="Delete"
          onConfirm={async () => {
            await command(namespace, "UNLINK", key);
            tellDone("Deleted the key");
            onDeleted();
          }}
          onClose={close}
        >
          <p class="code wrap">{lineOf(key, NAME_LIMIT)}</p>
          <p>It cannot be brought back.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
