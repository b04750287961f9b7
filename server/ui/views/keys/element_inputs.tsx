/** The fields of an element, one after the other, as its type describes them. */

import type { VNode } from "preact";
import { BytesField } from "../../components/bytes_field.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { TextField } from "../../components/text_field.tsx";
import { type Draft, EMPTY_DRAFT } from "../../logic/draft.ts";
import type { InputSpec } from "./kinds/element_kind.ts";

/** The fields, and what stands in them. */
export interface ElementInputsProps {
  readonly inputs: readonly InputSpec[];
  readonly drafts: readonly Draft[];
  readonly isNew: boolean;
  readonly onChange: (drafts: readonly Draft[]) => void;
}

/** What the fields of a new element begin with. */
export function initialDrafts(inputs: readonly InputSpec[]): Draft[] {
  return inputs.map(({ initial, choices }) => ({
    ...EMPTY_DRAFT,
    text: initial ?? choices?.[0] ?? "",
  }));
}

/** The fields. */
export function ElementInputs({ inputs, drafts, isNew, onChange }: ElementInputsProps): VNode {
  return (
    <>
      {inputs.map((input, i) => {
        const { label, kind, choices = [], hint, isIdentity, isForNew } = input;
        const draft = drafts[i];
        if (draft === undefined || (isForNew && !isNew)) return null;
        const set = (draft: Draft) => onChange(drafts.with(i, draft));
        const setText = (text: string) => set({ text, isEscaped: false });
        const isFixed = !isNew && (isIdentity ?? false);
        switch (kind) {
          case "bytes":
            return (
              <BytesField
                key={label}
                label={label}
                draft={draft}
                onChange={set}
                lines={label === "Value" ? 4 : 1}
                disabled={isFixed}
              />
            );
          case "choice":
            return (
              <SelectField
                key={label}
                label={label}
                value={draft.text}
                choices={choices.map((choice) => ({ value: choice, label: choice }))}
                onChange={setText}
              />
            );
          default:
            return (
              <TextField
                key={label}
                label={label}
                value={draft.text}
                onInput={setText}
                lines={kind === "lines" ? 4 : 1}
                isCode
                disabled={isFixed}
                {...(hint === undefined ? {} : { hint })}
              />
            );
        }
      })}
    </>
  );
}
