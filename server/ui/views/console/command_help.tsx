/** What the command that is being written does, from the server's own table of commands. */

import type { VNode } from "preact";
import { commandOf } from "../../logic/completion.ts";
import { commandDocs } from "../../state/command_docs.ts";

/** The help for a line; what there is to know in general while no command is recognised. */
export function CommandHelp({ line }: { line: string }): VNode {
  const docs = commandDocs.value;
  const doc = commandOf(line.trim().split(/\s+/), docs);
  return (
    <aside class="command-help panel" aria-label="Help" aria-live="polite">
      {doc === undefined
        ? (
          <p class="help-text">
            {docs.size === 0
              ? "Loading the commands…"
              : `${docs.size} commands. Their syntax appears here as you write.`}
          </p>
        )
        : (
          <>
            <p class="help-syntax code">
              <strong>{doc.name.toUpperCase()}</strong> {doc.syntax}
            </p>
            <p class="help-text">{doc.summary}.</p>
            <p class="help-facts">
              <span>{doc.group}</span>
              <span>since {doc.since}</span>
              <span>{doc.complexity}</span>
            </p>
          </>
        )}
    </aside>
  );
}
