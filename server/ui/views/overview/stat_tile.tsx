/** One figure of the server, large, with what belongs to it. */

import type { VNode } from "preact";

/** A figure in a list of such (`dl`). */
export function StatTile(
  { label, value, note }: { label: string; value: string; note: string },
): VNode {
  return (
    <div class="tile panel">
      <dt>{label}</dt>
      <dd class="tile-value">{value}</dd>
      <dd class="tile-note">{note}</dd>
    </div>
  );
}
