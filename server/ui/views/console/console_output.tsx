/** What has been entered, and the replies, as text. */

import type { RefObject, VNode } from "preact";
import { CommandError } from "../../api.ts";
import { replyLines, reportOf } from "../../logic/reply_text.ts";
import { type ConsoleEntry, entries } from "../../state/console_session.ts";

/** Commands whose reply is a report in lines, not a stored value. */
const REPORTS = /^\s*(info|lolwut|client|memory|latency|debug)\b/i;
/** Characters of one reply shown. */
const MOST_CHARACTERS = 200_000;

/** The lines; `frame` is what scrolls. */
export function ConsoleOutput({ frame }: { frame: RefObject<HTMLDivElement | null> }): VNode {
  return (
    <div ref={frame} class="console-output" role="log" aria-label="Replies" tabIndex={0}>
      {entries.value.length === 0 && (
        <p class="console-hint">
          Write a command and press Enter. Tab completes, the arrows go through what was entered.
        </p>
      )}
      {entries.value.map((entry) => <Entry key={entry.id} entry={entry} />)}
    </div>
  );
}

function Entry({ entry }: { entry: ConsoleEntry }): VNode {
  const { line, namespace, reply, tookMs } = entry;
  return (
    <div class="console-entry">
      <p class="console-line">
        <span class="console-prompt" aria-hidden="true">{namespace}&gt;</span>
        <span class="console-command">{line}</span>
        {reply !== undefined && <span class="console-took">{tookMs.toFixed(1)} ms</span>}
      </p>
      {reply === undefined
        ? <p class="console-hint">…</p>
        : (
          <pre class={`console-reply${reply instanceof CommandError ? " is-error" : ""}`}>
          {textOfReply(entry)}
          </pre>
        )}
    </div>
  );
}

function textOfReply({ line, reply }: ConsoleEntry): string {
  const report = REPORTS.test(line) ? reportOf(reply!) : undefined;
  const text = report ?? replyLines(reply!).join("\n");
  return text.length <= MOST_CHARACTERS
    ? text
    : `${text.slice(0, MOST_CHARACTERS)}\n… and ${text.length - MOST_CHARACTERS} characters more`;
}
