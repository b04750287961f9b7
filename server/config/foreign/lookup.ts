/** Finding a foreign setting by any of its names. */

import type { ForeignGroup, ForeignSetting } from "./foreign_setting.ts";
import { refused } from "./refused.ts";
import { withoutEffect } from "./without_effect.ts";

/** A foreign setting, what it is called, and why it is foreign. */
export interface ForeignEntry extends ForeignSetting {
  readonly name: string;
  readonly group: ForeignGroup;
}

let lookup: ReadonlyMap<string, ForeignEntry> | undefined;

/**
 * Every foreign setting by each of its names. Made when it is asked for: a server that nobody gives such
 * a setting starts without it.
 */
export function foreignSettings(): ReadonlyMap<string, ForeignEntry> {
  return lookup ??= makeLookup();
}

/** The foreign setting that a name in any case stands for, or undefined. */
export function findForeign(name: string): ForeignEntry | undefined {
  return foreignSettings().get(name.toLowerCase());
}

/** The names that CONFIG GET shows for a pattern. */
export function listedForeignNames(): string[] {
  return [...foreignSettings()]
    .filter(([, { isHidden, isDirective }]) => !isHidden && !isDirective)
    .map(([name]) => name);
}

function makeLookup(): Map<string, ForeignEntry> {
  const found = new Map<string, ForeignEntry>();
  for (const group of [...withoutEffect(), ...refused()]) {
    for (const [name, setting] of Object.entries(group.settings)) {
      const entry: ForeignEntry = { isDirective: false, ...setting, name, group };
      for (const known of [name, ...setting.aliases ?? []]) found.set(known, entry);
    }
  }
  return found;
}
