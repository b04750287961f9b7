/** Gives a key another name; over a key that has it already only when that is asked for. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { command, CommandError } from "../../api.ts";
import { BytesField } from "../../components/bytes_field.tsx";
import { Dialog } from "../../components/dialog.tsx";
import type { Bytes } from "../../logic/byte_text.ts";
import { draftBytes, draftOf } from "../../logic/draft.ts";
import { useAction } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";
import type { KeyPlace } from "./kinds/element_kind.ts";

/** Which key, and what to do when it has its new name. */
export interface RenameDialogProps {
  readonly place: KeyPlace;
  readonly onMoved: (to: Bytes) => void;
  readonly onClose: () => void;
}

/** The dialog. */
export function RenameDialog({ place, onMoved, onClose }: RenameDialogProps): VNode {
  const [draft, setDraft] = useState(() => draftOf(place.key));
  const [replaces, setReplaces] = useState(false);
  const { isBusy, run } = useAction();
  const to = draftBytes(draft);
  const submit = () =>
    run(async () => {
      const { namespace, key } = place;
      if (replaces) await command(namespace, "RENAME", key, to!);
      else if (await command(namespace, "RENAMENX", key, to!) === 0) {
        throw new CommandError("There is a key of that name already");
      }
      tellDone("Renamed the key");
      onClose();
      onMoved(to!);
    });
  return (
    <Dialog
      title="Rename the key"
      action="Rename"
      isDisabled={isBusy || to === undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <BytesField label="New name" draft={draft} onChange={setDraft} autoFocus />
      <label class="check">
        <input
          type="checkbox"
          checked={replaces}
          onChange={(event) => setReplaces(event.currentTarget.checked)}
        />
        <span>Replace the key that has this name, if there is one</span>
      </label>
    </Dialog>
  );
}
