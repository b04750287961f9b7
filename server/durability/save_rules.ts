/** The `save` rules: when a snapshot is due. */

import type { SavePoint } from "../config/kinds/save_points.ts";

/** A snapshot that has failed is tried again after so long. */
const RETRY_MS = 5000;

/** What the rules ask for. */
export interface SaveHistory {
  /** Changes since the last snapshot. */
  readonly changes: number;
  /** When that was, and when one was begun last, in ms since the epoch. */
  readonly savedMs: number;
  readonly triedMs: number;
  /** Whether the last one was a success. */
  readonly succeeded: boolean;
}

/** The rule by which a snapshot is due now; undefined if none says so. O(rules). */
export function dueRule(
  rules: readonly SavePoint[],
  history: SaveHistory,
  nowMs: number,
): SavePoint | undefined {
  if (!mayTry(history, nowMs)) return undefined;
  const seconds = Math.floor(nowMs / 1000) - Math.floor(history.savedMs / 1000);
  return rules.find((rule) => history.changes >= rule.changes && seconds > rule.seconds);
}

/** Whether a snapshot may be tried without having been asked for: not right after a failure. */
export function mayTry({ succeeded, triedMs }: SaveHistory, nowMs: number): boolean {
  return succeeded || nowMs - triedMs > RETRY_MS;
}
