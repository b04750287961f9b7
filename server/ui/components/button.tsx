/** Buttons: with a label, an icon, or both; an icon alone still has its label, for screen readers and as a tip. */

import type { VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** What a button is. */
export interface ButtonProps {
  readonly label: string;
  readonly icon?: IconName;
  /** Shows the icon alone. */
  readonly iconOnly?: boolean;
  readonly kind?: "plain" | "primary" | "danger" | "quiet";
  readonly type?: "button" | "submit";
  readonly disabled?: boolean;
  /** Of a button that is either pressed or not. */
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly controls?: string;
  readonly autoFocus?: boolean;
  readonly onClick?: () => void;
}

/** A button. */
export function Button(
  { label, icon, iconOnly = false, kind = "plain", type = "button", ...rest }: ButtonProps,
): VNode {
  const { disabled, pressed, expanded, controls, autoFocus, onClick } = rest;
  return (
    <button
      type={type}
      class={`button button-${kind}${iconOnly ? " button-icon" : ""}`}
      disabled={disabled}
      autofocus={autoFocus}
      aria-label={iconOnly ? label : undefined}
      title={iconOnly ? label : undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-controls={controls}
      onClick={onClick}
    >
      {icon !== undefined && <Icon name={icon} />}
      {!iconOnly && <span>{label}</span>}
    </button>
  );
}
