/** How long a key or field has still to live, counting down. */

import type { VNode } from "preact";
import { formatTime, formatTtl } from "../logic/format.ts";
import { useNow } from "../state/loading.ts";

/** Under this, tenths are shown. */
const NEARLY_MS = 10_000;

/** The time left until `expiresAtMs`; nothing for what lives for ever. */
export function TtlLabel({ expiresAtMs }: { expiresAtMs: number | undefined }): VNode | null {
  return expiresAtMs === undefined ? null : <Countdown expiresAtMs={expiresAtMs} />;
}

function Countdown({ expiresAtMs }: { expiresAtMs: number }): VNode {
  const isNear = expiresAtMs - Date.now() < NEARLY_MS;
  const left = expiresAtMs - useNow(isNear ? 100 : 1000);
  return (
    <span
      class={`ttl${left < NEARLY_MS ? " ttl-near" : ""}`}
      title={`Expires ${formatTime(expiresAtMs)}`}
    >
      {left <= 0 ? "expired" : formatTtl(left)}
    </span>
  );
}
