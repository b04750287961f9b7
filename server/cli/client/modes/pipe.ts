/**
 * `--pipe`: mass insertion. The input is sent as it is, RESP or a command a line, while the
 * replies are counted. An ECHO of random bytes goes last: its reply tells that all have come.
 */

import type { Reply } from "../../../../resp/reply.ts";
import { encodeCommand } from "../../../../resp/request_encoder.ts";
import type { ToolContext } from "../tool_context.ts";

/** Sends the input; resolves with 1 if there was an error reply, or if replies did not come. */
export async function loadInput(context: ToolContext): Promise<number> {
  const { link, streams, printer, printError, options } = context;
  await link.open();
  const counts = new ReplyCounts((text) => printError(`${text}\n`));
  link.onPush = (reply) => counts.take(reply);
  let lost = false;
  link.onLost = () => {
    lost = true;
    counts.wake();
  };
  for (let chunk = await streams.read(); chunk !== undefined; chunk = await streams.read()) {
    if (lost) break;
    link.send(chunk);
    counts.lastMs = performance.now();
    await link.flushed();
  }
  // A line that is not ended would swallow the ECHO; RESP does not mind an empty line.
  const mark = crypto.getRandomValues(new Uint8Array(20));
  const ending = encodeCommand(["ECHO", mark]);
  link.send(new Uint8Array([0x0d, 0x0a, ...ending]));
  printer.text("All data transferred. Waiting for the last reply...\n");
  const outcome = await counts.awaitMark(mark, options.pipeTimeout, () => lost);
  if (outcome === "late") {
    printError(`No replies for ${options.pipeTimeout} seconds: exiting.\n`);
    counts.errors++;
  } else if (outcome === "lost") {
    printError(`${link.name}: the server closed the connection\n`);
    counts.errors++;
  } else {
    printer.text("Last reply received from server.\n");
  }
  printer.text(`errors: ${counts.errors}, replies: ${counts.replies}\n`);
  return counts.errors > 0 ? 1 : 0;
}

/** Counts replies and errors. */
class ReplyCounts {
  errors = 0;
  replies = 0;
  /** When something came or was sent last. */
  lastMs = performance.now();
  /** The reply taken last, which may be the mark. */
  #last: Uint8Array | undefined;
  #wake: (() => void) | undefined;

  constructor(private readonly report: (error: string) => void) {}

  take(reply: Reply): void {
    this.lastMs = performance.now();
    if (reply.type === "push") return;
    this.replies++;
    this.#last = reply.type === "bulk" ? reply.value : undefined;
    if (reply.type === "error" || reply.type === "bulkError") {
      this.errors++;
      this.report(reply.value);
    }
    if (this.#last?.length === 20) this.wake();
  }

  wake(): void {
    this.#wake?.();
  }

  /** Waits for the reply that is `mark`, which is not counted. */
  async awaitMark(
    mark: Uint8Array,
    timeoutSeconds: number,
    lost: () => boolean,
  ): Promise<"done" | "late" | "lost"> {
    for (;;) {
      if (this.#last !== undefined && isSame(this.#last, mark)) {
        this.replies--;
        return "done";
      }
      if (lost()) return "lost";
      const waitMs = timeoutSeconds * 1000 - (performance.now() - this.lastMs);
      if (timeoutSeconds > 0 && waitMs <= 0) return "late";
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (timeoutSeconds > 0) timer = setTimeout(resolve, waitMs);
      });
      clearTimeout(timer);
    }
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
