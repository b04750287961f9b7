/** Sets how long a key, or a field of a hash, has to live. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/text_field.tsx";
import { parseTimeToLive, timeToLiveText } from "../../logic/time_to_live.ts";
import { useAction } from "../../state/loading.ts";

const USUAL = ["1m", "1h", "1d", "30d"];

/** What is set. */
export interface TtlDialogProps {
  readonly title: string;
  /** In ms since the epoch; undefined: it lives for ever. */
  readonly expiresAtMs: number | undefined;
  /** In so many ms; undefined: never. */
  readonly onSet: (ms: number | undefined) => Promise<void>;
  readonly onClose: () => void;
}

/** The dialog; with nothing written in it, the expiry is taken away. */
export function TtlDialog({ title, expiresAtMs, onSet, onClose }: TtlDialogProps): VNode {
  const [text, setText] = useState(() => {
    if (expiresAtMs === undefined) return "";
    // Whole seconds: the rest is gone before it is read.
    const left = Math.max(1, Math.round((expiresAtMs - Date.now()) / 1000));
    return timeToLiveText(left * 1000);
  });
  const { isBusy, run } = useAction();
  const ms = parseTimeToLive(text);
  const isNever = text.trim() === "";
  const isWrong = !isNever && ms === undefined;
  const submit = async () => {
    if (await run(() => onSet(ms))) onClose();
  };
  return (
    <Dialog
      title={title}
      action={isNever ? "Never expire" : "Set"}
      isDisabled={isBusy || isWrong}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Expires in"
        value={text}
        onInput={setText}
        placeholder="never"
        autoFocus
        hint="Seconds, or for instance 90s, 1h 30m, 2d; nothing: never"
        error={isWrong ? "No time span: write for instance 90s, 1h 30m, 2d" : undefined}
      />
      <div class="button-row">
        {USUAL.map((usual) => (
          <Button
            key={usual}
            label={usual}
            kind="plain"
            onClick={() => setText(usual)}
          />
        ))}
        <Button label="Never" kind="plain" onClick={() => setText("")} />
      </div>
    </Dialog>
  );
}
