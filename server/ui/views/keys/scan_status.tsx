/** Where the search stands: how many keys it has found, whether it goes on, and a button where it waits. */

import type { VNode } from "preact";
import { Button } from "../../components/button.tsx";
import { formatCount, formatThings } from "../../logic/format.ts";
import { type KeyScan, MOST_ROWS } from "../../state/key_scan.ts";

/** The line below the list. */
export function ScanStatus({ scan }: { scan: KeyScan }): VNode {
  const { rows, status, error, scanned } = scan.state.value;
  const found = formatThings(rows.length, "key");
  const text = {
    loading: `${found} so far, searching…`,
    ready: `${found} so far, more below`,
    paused: `${found} among about ${formatCount(scanned)}`,
    full: `${found} shown`,
    done: `${found} in all`,
    failed: error?.message ?? "",
  }[status];
  const action = {
    paused: "Search on",
    full: `Next ${formatCount(MOST_ROWS)}`,
    failed: "Try again",
  }[status as string];
  return (
    <>
      <span class="footer-text" role="status">{text}</span>
      {action !== undefined && <Button label={action} kind="quiet" onClick={scan.goOn} />}
    </>
  );
}
