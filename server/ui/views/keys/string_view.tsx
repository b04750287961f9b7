/**
 * The value of a string: as text, as JSON laid out, or as bytes; and a field to change it. Of a long one only the
 * beginning is loaded until more is asked for, and it is changed only when it is there as a whole.
 */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { all, command, CommandError, replyBytes } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { BytesField } from "../../components/bytes_field.tsx";
import { CopyButton } from "../../components/copy_button.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { ViewState } from "../../components/view_state.tsx";
import { type Bytes, escapeBytes, hexRows, plainTextOf } from "../../logic/byte_text.ts";
import { type Draft, draftBytes, draftOf } from "../../logic/draft.ts";
import { formatBytes } from "../../logic/format.ts";
import { indentJson } from "../../logic/json_text.ts";
import { useAction, useLoaded } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";
import type { KeyPlace } from "./kinds/element_kind.ts";

/** Bytes loaded at first, and bytes shown in hexadecimal. */
const FIRST_BYTES = 16_384;
const HEX_BYTES = 4096;

type Mode = "text" | "json" | "bytes";

/** The value. */
export function StringView(
  { place, onChanged }: { place: KeyPlace; onChanged: () => void },
): VNode {
  const { namespace, key } = place;
  const [isWhole, setWhole] = useState(false);
  const [draft, setDraft] = useState<Draft | undefined>(undefined);
  const loaded = useLoaded(async (signal) => {
    const end = isWhole ? -1 : FIRST_BYTES - 1;
    const commands = [["STRLEN", key], ["GETRANGE", key, 0, end]];
    const [length, value] = await all(namespace, commands, signal);
    return { length: Number(length), value: replyBytes(value) };
  }, [isWhole]);
  const { isBusy, run } = useAction();
  const bytes = draft === undefined ? undefined : draftBytes(draft);
  const save = async () => {
    const isSaved = await run(async () => {
      if (await command(namespace, "SET", key, bytes!, "XX", "KEEPTTL") === null) {
        throw new CommandError("The key does not exist any more");
      }
    });
    if (!isSaved) return;
    tellDone("Saved the value");
    setDraft(undefined);
    loaded.reload();
    onChanged();
  };
  if (draft !== undefined) {
    return (
      <form
        class="string-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <BytesField label="Value" draft={draft} onChange={setDraft} lines={14} autoFocus />
        <div class="button-row">
          <Button
            type="submit"
            label="Save"
            kind="primary"
            disabled={isBusy || bytes === undefined}
          />
          <Button label="Cancel" onClick={() => setDraft(undefined)} />
        </div>
      </form>
    );
  }
  return (
    <ViewState loaded={loaded}>
      {({ length, value }) => (
        <StringValue
          length={length}
          value={value}
          onWhole={() => setWhole(true)}
          onEdit={() => setDraft(draftOf(value))}
        />
      )}
    </ViewState>
  );
}

interface StringValueProps {
  readonly length: number;
  readonly value: Bytes;
  readonly onWhole: () => void;
  readonly onEdit: () => void;
}

function StringValue({ length, value, onWhole, onEdit }: StringValueProps): VNode {
  const text = plainTextOf(value);
  const isWhole = value.length >= length;
  const json = text === undefined || !isWhole ? undefined : indentJson(text);
  const [chosen, setMode] = useState<Mode | undefined>(undefined);
  const mode = chosen ?? (json === undefined ? "text" : "json");
  const modes: { value: Mode; label: string }[] = [{ value: "text", label: "Text" }];
  if (json !== undefined) modes.push({ value: "json", label: "JSON" });
  modes.push({ value: "bytes", label: "Bytes" });
  const shown = text ?? escapeBytes(value);
  return (
    <div class="string-value">
      <div class="elements-bar">
        <Tabs label="Show as" value={mode} tabs={modes} onChange={setMode} />
        <span class="spring" />
        <CopyButton label="Copy the value" text={() => shown} />
        <Button label="Edit" icon="edit" disabled={!isWhole} onClick={onEdit} />
      </div>
      {mode === "bytes"
        ? <HexTable value={value} />
        : (
          <pre class="value" tabIndex={0} role="region" aria-label="Value">
          {mode === "json" ? json : shown}
          </pre>
        )}
      {!isWhole && (
        <p class="value-note">
          The first {formatBytes(value.length)} of {formatBytes(length)}.{" "}
          <Button label="Load all of it" onClick={onWhole} />
        </p>
      )}
    </div>
  );
}

function HexTable({ value }: { value: Bytes }): VNode {
  return (
    <>
      <pre class="value hex" tabIndex={0} role="region" aria-label="Value in hexadecimal">
        {hexRows(value.subarray(0, HEX_BYTES)).map(({ offset, hex, text }) => (
          <span class="hex-row" key={offset}>
            <span class="hex-offset">{offset}</span>
            <span class="hex-bytes">{hex}</span>
            <span>{text}</span>
            {"\n"}
          </span>
        ))}
      </pre>
      {value.length > HEX_BYTES && (
        <p class="value-note">The first {formatBytes(HEX_BYTES)} of {formatBytes(value.length)}.</p>
      )}
    </>
  );
}
