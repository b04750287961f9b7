/** A field for bytes: text, or escaped notation for what is not text; the notation can be switched. */

import type { VNode } from "preact";
import { type Draft, draftBytes, switchNotation } from "../logic/draft.ts";
import { TextField } from "./text_field.tsx";

/** What the field is. */
export interface BytesFieldProps {
  readonly label: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly lines?: number;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
}

/** The field. */
export function BytesField(props: BytesFieldProps): VNode {
  const { label, draft, onChange, lines = 1, autoFocus = false, disabled = false } = props;
  const isWrong = draftBytes(draft) === undefined;
  // A field of one line would drop the ends of lines.
  const shownLines = draft.text.includes("\n") ? Math.max(4, lines) : lines;
  return (
    <div class="bytes-field">
      <TextField
        label={label}
        value={draft.text}
        onInput={(text) => onChange({ ...draft, text })}
        lines={shownLines}
        isCode
        autoFocus={autoFocus}
        disabled={disabled}
        error={isWrong ? "A backslash must be followed by \\, n, r, t, 0 or xHH" : undefined}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={draft.isEscaped}
          disabled={disabled}
          onChange={(event) => {
            const switched = switchNotation(draft);
            event.currentTarget.checked = switched.isEscaped;
            onChange(switched);
          }}
        />
        <span>Escapes for bytes: \x00, \n</span>
      </label>
    </div>
  );
}
