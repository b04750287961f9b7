/** What stands where there is nothing to show: why that is so, and what can be done. */

import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** What is said. */
export interface EmptyStateProps {
  readonly title: string;
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
}

/** The place of what is not there. */
export function EmptyState({ title, icon = "empty", children }: EmptyStateProps): VNode {
  return (
    <div class="empty-state">
      <Icon name={icon} size={28} />
      <p class="empty-title">{title}</p>
      {children !== undefined && <div class="empty-text">{children}</div>}
    </div>
  );
}
