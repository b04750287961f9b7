/** The type of a key, in the colour that it has everywhere. */

import type { VNode } from "preact";

const SHORT: Readonly<Record<string, string>> = { zset: "sorted set" };

/** A type as COMMAND TYPE names it. */
export function TypeBadge({ type }: { type: string }): VNode {
  return <span class={`badge badge-${type}`}>{SHORT[type] ?? type}</span>;
}
