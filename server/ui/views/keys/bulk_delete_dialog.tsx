/**
 * Deletes all keys that a pattern finds: it says how many that will be about, asks for a word, and shows how far
 * it is; closing it ends it. Keys are found with SCAN and unlinked in batches, so that the server serves others
 * meanwhile.
 */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { all, type Argument, replyList, replyText } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/text_field.tsx";
import { formatThings } from "../../logic/format.ts";
import { searchPattern } from "../../logic/key_pattern.ts";
import { tellDone, tellFailed } from "../../state/notices.ts";

const WORD = "delete";
const COUNT = 1000;

/** What the dialog begins with. */
export interface BulkDeleteDialogProps {
  readonly namespace: string;
  /** As it was written into the search field. */
  readonly pattern: string;
  readonly type: string;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** The dialog. */
export function BulkDeleteDialog(props: BulkDeleteDialogProps): VNode {
  const { namespace, type, onDeleted, onClose } = props;
  const [pattern, setPattern] = useState(searchPattern(props.pattern));
  const [word, setWord] = useState("");
  const [deleted, setDeleted] = useState<number | undefined>(undefined);
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);

  const run = async () => {
    const { signal } = controller.current;
    let cursor = "0";
    let total = 0;
    setDeleted(0);
    try {
      do {
        const scan: Argument[] = ["SCAN", cursor, "MATCH", pattern, "COUNT", COUNT];
        if (type !== "") scan.push("TYPE", type);
        const [reply] = await all(namespace, [scan], signal);
        const [next, keys] = replyList(reply);
        cursor = replyText(next);
        const found = replyList(keys) as Uint8Array[];
        if (found.length > 0) {
          const [count] = await all(namespace, [["UNLINK", ...found]], signal);
          total += Number(count);
        }
        setDeleted(total);
      } while (cursor !== "0");
      onClose();
    } catch (error) {
      if (!signal.aborted) tellFailed(error);
      setDeleted(undefined);
    }
    tellDone(`Deleted ${formatThings(total, "key")}`);
    onDeleted();
  };
  const isRunning = deleted !== undefined;
  return (
    <Dialog
      title="Delete many keys"
      action={isRunning ? "Deleting…" : "Delete all that match"}
      isDangerous
      isDisabled={isRunning || word !== WORD || pattern === ""}
      onSubmit={run}
      onClose={onClose}
    >
      <p>
        Deletes every key of namespace <strong>{namespace}</strong>
        {type === "" ? "" : ` of type ${type}`}{" "}
        that the pattern matches, seen in the list or not. They cannot be brought back.
      </p>
      <TextField
        label="Pattern"
        value={pattern}
        onInput={setPattern}
        isCode
        disabled={isRunning}
      />
      <TextField
        label={`Write “${WORD}” to confirm`}
        value={word}
        onInput={setWord}
        disabled={isRunning}
      />
      {isRunning && <p role="status">{formatThings(deleted, "key")} deleted…</p>}
    </Dialog>
  );
}
