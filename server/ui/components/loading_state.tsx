/** What stands where something is on its way: grey bars in place of the lines that come. */

import type { VNode } from "preact";

/** The place of what is being loaded. */
export function LoadingState(
  { label = "Loading", rows = 5 }: { label?: string; rows?: number },
): VNode {
  return (
    <div class="loading-state" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => <div class="loading-bar" key={row} />)}
    </div>
  );
}
