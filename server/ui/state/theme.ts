/** Light or dark: what the system prefers, or what has been chosen here, which this browser remembers. */

import { effect, signal } from "@preact/signals";

/** What may be chosen. */
export type Theme = "system" | "light" | "dark";

const ITEM = "vortis-theme";

/** The choice. */
export const theme = signal<Theme>(readTheme());

/** Whether dark colours are shown; follows the system too. */
export const isDark = signal(false);

/** Shows the choice from now on. */
export function followTheme(): void {
  const system = globalThis.matchMedia("(prefers-color-scheme: dark)");
  const systemIsDark = signal(system.matches);
  system.addEventListener("change", () => systemIsDark.value = system.matches);
  effect(() => {
    const chosen = theme.value;
    isDark.value = chosen === "dark" || (chosen === "system" && systemIsDark.value);
    document.documentElement.dataset["theme"] = isDark.value ? "dark" : "light";
    if (chosen === "system") localStorage.removeItem(ITEM);
    else localStorage.setItem(ITEM, chosen);
  });
}

function readTheme(): Theme {
  const item = globalThis.localStorage?.getItem(ITEM);
  return item === "light" || item === "dark" ? item : "system";
}
