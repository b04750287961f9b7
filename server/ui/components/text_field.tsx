/** A line, or several, to write into, with its label and what is wrong with what stands in it. */

import type { VNode } from "preact";
import { useId } from "preact/hooks";

/** What a field is. */
export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** The label is for screen readers alone. */
  readonly isLabelHidden?: boolean;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Lines shown; more than one makes a text area. */
  readonly lines?: number;
  readonly type?: "text" | "password" | "search";
  /** In the letters of code. */
  readonly isCode?: boolean;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
}

/** A field. */
export function TextField(props: TextFieldProps): VNode {
  const { label, value, onInput, isLabelHidden, placeholder, hint, error, lines = 1 } = props;
  const { type = "text", isCode, autoFocus, disabled } = props;
  const id = useId();
  const note = error ?? hint;
  const shared = {
    ...{ id, value, placeholder, disabled },
    class: `input${isCode ? " code" : ""}`,
    autofocus: autoFocus,
    spellcheck: false,
    autocomplete: "off",
    autocapitalize: "off" as const,
    "aria-invalid": error !== undefined,
    "aria-describedby": note === undefined ? undefined : `${id}-note`,
    onInput: (event: Event) =>
      onInput((event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value),
  };
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? "sr-only" : "field-label"}>{label}</label>
      {lines > 1
        ? <textarea {...shared} rows={lines} />
        : <input {...shared} type={type as "text"} />}
      {note !== undefined && (
        <p id={`${id}-note`} class={error === undefined ? "field-hint" : "field-error"}>{note}</p>
      )}
    </div>
  );
}
