/** A choice of one among few that changes what stands below: buttons of which one is pressed. */

import type { VNode } from "preact";

/** What may be chosen. */
export interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** The choice. */
export function Tabs<T extends string>({ label, value, tabs, onChange }: TabsProps<T>): VNode {
  return (
    <div class="tabs" role="group" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          class="tab"
          aria-pressed={tab.value === value}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
