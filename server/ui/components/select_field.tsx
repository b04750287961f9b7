/** One of a few choices, by the browser's own list. */

import type { VNode } from "preact";
import { useId } from "preact/hooks";

/** What may be chosen. */
export interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  /** The label is for screen readers alone. */
  readonly isLabelHidden?: boolean;
}

/** A choice. */
export function SelectField<T extends string>(props: SelectFieldProps<T>): VNode {
  const { label, value, choices, onChange, isLabelHidden } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? "sr-only" : "field-label"}>{label}</label>
      <select
        id={id}
        class="input select"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as T)}
      >
        {choices.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
      </select>
    </div>
  );
}
