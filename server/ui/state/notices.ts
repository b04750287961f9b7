/** Short messages about what has just been done or has failed. They go by themselves, errors more slowly. */

import { signal } from "@preact/signals";

/** A message. */
export interface Notice {
  readonly id: number;
  readonly kind: "done" | "failed";
  readonly text: string;
}

const DONE_MS = 4000;
const FAILED_MS = 10_000;
const MOST = 4;

/** The messages that are shown, the newest last. */
export const notices = signal<readonly Notice[]>([]);

/** Dialogs that are open: the topmost shows the messages, as what lies behind it cannot be reached. */
export const openDialogs = signal(0);

let lastId = 0;

/** Says that something was done. */
export function tellDone(text: string): void {
  tell("done", text);
}

/** Says that something failed, and why. */
export function tellFailed(error: unknown): void {
  tell("failed", error instanceof Error ? error.message : String(error));
}

/** Removes a message. */
export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

function tell(kind: Notice["kind"], text: string): void {
  const id = ++lastId;
  notices.value = [...notices.value, { id, kind, text }].slice(-MOST);
  setTimeout(() => dismiss(id), kind === "done" ? DONE_MS : FAILED_MS);
}
