/** Switches between light, dark, and what the system prefers. */

import type { VNode } from "preact";
import { type Theme, theme } from "../state/theme.ts";
import { Icon, type IconName } from "./icon.tsx";

const CHOICES: readonly { theme: Theme; label: string; icon: IconName }[] = [
  { theme: "light", label: "Light", icon: "sun" },
  { theme: "system", label: "As the system", icon: "system" },
  { theme: "dark", label: "Dark", icon: "moon" },
];

/** The three choices. */
export function ThemeSwitch(): VNode {
  return (
    <fieldset class="theme-switch">
      <legend class="sr-only">Colours</legend>
      {CHOICES.map((choice) => (
        <label key={choice.theme} title={choice.label}>
          <input
            type="radio"
            name="theme"
            class="sr-only"
            checked={theme.value === choice.theme}
            onChange={() => theme.value = choice.theme}
          />
          <span class="theme-choice">
            <Icon name={choice.icon} />
            <span class="sr-only">{choice.label}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
