/** All keys of a database by SCAN, some at a time. */

import type { Reply } from "../../../../resp/reply.ts";
import { LinkError, type ServerLink } from "../server_link.ts";
import type { ClientOptions } from "../client_options.ts";

/** SCANs between two pauses of `-i`, in the modes that look at every key. */
const SCANS_PER_PAUSE = 100;

/** How to walk. */
export interface KeyWalkOptions {
  readonly pattern?: string | undefined;
  readonly count?: number | undefined;
  /** Seconds of rest after `scansPerPause` SCANs. */
  readonly interval?: number | undefined;
  readonly scansPerPause?: number;
}

/** What the options say of a walk that looks at every key. */
export function walkOfOptions({ pattern, count, interval }: ClientOptions): KeyWalkOptions {
  return { pattern, count, interval, scansPerPause: SCANS_PER_PAUSE };
}

/**
 * The keys, in batches of what one SCAN gives; a key may come twice, as SCAN has it.
 *
 * @throws {LinkError} also for an error reply
 */
export async function* walkKeys(
  link: ServerLink,
  { pattern, count, interval = 0, scansPerPause = 1 }: KeyWalkOptions,
): AsyncGenerator<Uint8Array[]> {
  const options = [
    ...(pattern === undefined ? [] : ["MATCH", pattern]),
    ...(count === undefined ? [] : ["COUNT", count]),
  ];
  let cursor: Uint8Array | string = "0";
  for (let scans = 1;; scans++) {
    const reply: Reply = await link.command(["SCAN", cursor, ...options]);
    if (reply.type === "error") throw new LinkError(`SCAN failed: ${reply.value}`);
    const [next, keys] = reply.type === "array" ? reply.value : [];
    if (next?.type !== "bulk" || keys?.type !== "array") {
      throw new LinkError("SCAN failed: the reply is no cursor and keys");
    }
    yield keys.value.flatMap((key) => key.type === "bulk" ? [key.value] : []);
    cursor = next.value;
    if (cursor.length === 1 && cursor[0] === 0x30) return;
    if (interval > 0 && scans % scansPerPause === 0) {
      await new Promise((resolve) => setTimeout(resolve, interval * 1000));
    }
  }
}

/** The number of an integer reply. @throws {LinkError} for an error reply */
export function numberOf(reply: Reply, command: string): number {
  if (reply.type === "integer") return Number(reply.value);
  if (reply.value === null) return 0;
  throw new LinkError(`${command} failed: ${String(reply.value)}`);
}
