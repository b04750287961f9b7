/** Sends a message to a channel, and tells how many have received it. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { command } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { BytesField } from "../../components/bytes_field.tsx";
import { TextField } from "../../components/text_field.tsx";
import { formatThings } from "../../logic/format.ts";
import { type Draft, draftBytes, EMPTY_DRAFT } from "../../logic/draft.ts";
import { useAction } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";

/** The form. */
export function PublishForm(): VNode {
  const [channel, setChannel] = useState("");
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const { isBusy, run } = useAction();
  const message = draftBytes(draft);
  const submit = (event: Event) => {
    event.preventDefault();
    if (channel === "" || message === undefined) return;
    run(async () => {
      const receivers = Number(await command("0", "PUBLISH", channel, message));
      tellDone(`Sent to ${formatThings(receivers, "subscriber")}`);
    });
  };
  return (
    <section class="panel form-panel" aria-labelledby="publish-title">
      <h2 id="publish-title">Publish</h2>
      <form onSubmit={submit}>
        <TextField
          label="To the channel"
          placeholder="news"
          value={channel}
          onInput={setChannel}
          isCode
        />
        <BytesField label="Message" draft={draft} onChange={setDraft} lines={3} />
        <Button
          type="submit"
          label="Publish"
          icon="send"
          disabled={isBusy || channel === "" || message === undefined}
        />
      </form>
    </section>
  );
}
