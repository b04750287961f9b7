/** Makes a key: its name, its type, its first element, and how long it lives. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { all, type Argument, command, CommandError } from "../../api.ts";
import { BytesField } from "../../components/bytes_field.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { TextField } from "../../components/text_field.tsx";
import type { Bytes } from "../../logic/byte_text.ts";
import { type Draft, draftBytes, EMPTY_DRAFT } from "../../logic/draft.ts";
import { parseTimeToLive } from "../../logic/time_to_live.ts";
import { useAction } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";
import { ElementInputs, initialDrafts } from "./element_inputs.tsx";
import { KINDS, TYPES } from "./kinds/all_kinds.ts";
import type { InputSpec } from "./kinds/element_kind.ts";

const STRING_INPUTS: readonly InputSpec[] = [{ label: "Value", kind: "bytes" }];

/** Where, and what to do with the key. */
export interface NewKeyDialogProps {
  readonly namespace: string;
  readonly onMade: (key: Bytes) => void;
  readonly onClose: () => void;
}

/** The dialog. */
export function NewKeyDialog({ namespace, onMade, onClose }: NewKeyDialogProps): VNode {
  const [name, setName] = useState<Draft>(EMPTY_DRAFT);
  const [type, setType] = useState("string");
  const [drafts, setDrafts] = useState<readonly Draft[]>([EMPTY_DRAFT]);
  const [life, setLife] = useState("");
  const { isBusy, run } = useAction();
  const kind = KINDS[type];
  const inputs = kind?.inputs ?? STRING_INPUTS;
  const key = draftBytes(name);
  const values = drafts.map(draftBytes);
  const ms = parseTimeToLive(life);
  const isLifeWrong = life.trim() !== "" && ms === undefined;

  const make = () =>
    run(async () => {
      if (await command(namespace, "EXISTS", key!) === 1) {
        throw new CommandError("There is a key of that name already");
      }
      const bytes = values as Bytes[];
      if (kind === undefined) {
        const set: Argument[] = ["SET", key!, bytes[0], "NX"];
        await all(namespace, [ms === undefined ? set : [...set, "PX", ms]]);
      } else {
        await kind.add({ namespace, key: key! }, bytes);
        if (ms !== undefined) await command(namespace, "PEXPIRE", key!, ms);
      }
      tellDone("Made the key");
      onClose();
      onMade(key!);
    });
  return (
    <Dialog
      title={`New key in namespace ${namespace}`}
      action="Make"
      isDisabled={isBusy || key === undefined || isLifeWrong || values.includes(undefined)}
      onSubmit={make}
      onClose={onClose}
    >
      <BytesField label="Key" draft={name} onChange={setName} autoFocus />
      <SelectField
        label="Type"
        value={type}
        choices={TYPES}
        onChange={(type) => {
          setType(type);
          setDrafts(initialDrafts(KINDS[type]?.inputs ?? STRING_INPUTS));
        }}
      />
      <ElementInputs inputs={inputs} drafts={drafts} isNew onChange={setDrafts} />
      <TextField
        label="Expires in"
        value={life}
        onInput={setLife}
        placeholder="never"
        hint="Seconds, or for instance 90s, 1h 30m, 2d; nothing: never"
        error={isLifeWrong ? "No time span: write for instance 90s, 1h 30m, 2d" : undefined}
      />
    </Dialog>
  );
}
