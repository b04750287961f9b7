/** Changes a setting with CONFIG SET; what the server says against it stands under the field. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { command, CommandError } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/text_field.tsx";
import { useAction } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";
import type { Setting } from "./configuration_view.tsx";

/** Which setting. */
export interface SettingDialogProps {
  readonly setting: Setting;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The dialog. */
export function SettingDialog({ setting, onDone, onClose }: SettingDialogProps): VNode {
  const { name, value, isSecret } = setting;
  const [text, setText] = useState(isSecret ? "" : value);
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const { isBusy, run } = useAction();
  const submit = () =>
    run(async () => {
      try {
        await command("0", "CONFIG", "SET", name, text);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return setRefusal(error.message);
      }
      tellDone(`Set ${name}`);
      onClose();
      onDone();
    });
  return (
    <Dialog
      title={name}
      action="Set"
      isDisabled={isBusy || (!isSecret && text === value)}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={isSecret ? "New value" : "Value"}
        type={isSecret ? "password" : "text"}
        value={text}
        onInput={(text) => {
          setText(text);
          setRefusal(undefined);
        }}
        isCode
        autoFocus
        error={refusal}
        {...(isSecret ? { hint: "Nothing takes it away" } : {})}
      />
    </Dialog>
  );
}
