/** The slow log: commands that took longer than the threshold, the latest first. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { all, command, type Reply, replyBytes, replyList, replyPairs, replyText } from "../api.ts";
import { Button } from "../components/button.tsx";
import { ConfirmDialog } from "../components/confirm_dialog.tsx";
import { DataTable } from "../components/data_table.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { ViewState } from "../components/view_state.tsx";
import { lineOf } from "../logic/byte_text.ts";
import { formatMicroseconds, formatTime } from "../logic/format.ts";
import { useLoaded } from "../state/loading.ts";
import { hashOf } from "../state/route.ts";

const MOST = 256;

interface SlowCommand {
  readonly id: string;
  readonly timeMs: number;
  readonly microseconds: number;
  readonly text: string;
  readonly client: string;
}

/** The view. */
export function SlowLogView(): VNode {
  const [isAsking, setAsking] = useState(false);
  const loaded = useLoaded(async (signal) => {
    const commands = [["SLOWLOG", "GET", MOST], ["CONFIG", "GET", "slowlog-*"]];
    const [entries, settings] = await all("0", commands, signal);
    const threshold = new Map(replyPairs(settings)).get("slowlog-log-slower-than");
    return {
      entries: replyList(entries).map(slowCommandOf),
      thresholdMicroseconds: Number(replyText(threshold ?? null)),
    };
  }, []);
  const threshold = loaded.data?.thresholdMicroseconds;
  return (
    <>
      <PageHeader
        title="Slow log"
        text={threshold === undefined ? undefined : <Threshold microseconds={threshold} />}
      >
        <Button label="Reload" icon="reload" iconOnly kind="quiet" onClick={loaded.reload} />
        <Button label="Clear" icon="remove" onClick={() => setAsking(true)} />
      </PageHeader>
      <ViewState loaded={loaded}>
        {({ entries }) =>
          entries.length === 0
            ? (
              <EmptyState title="No slow command" icon="slowlog">
                Nothing has taken longer than the threshold since the log was cleared.
              </EmptyState>
            )
            : <SlowTable entries={entries} />}
      </ViewState>
      {isAsking && (
        <ConfirmDialog
          title="Clear the slow log?"
          action="Clear"
          onConfirm={async () => {
            await command("0", "SLOWLOG", "RESET");
            loaded.reload();
          }}
          onClose={() => setAsking(false)}
        >
          <p>All its entries are forgotten.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function Threshold({ microseconds }: { microseconds: number }): VNode {
  return (
    <>
      {microseconds < 0
        ? "Nothing is logged: the threshold is negative. "
        : `Commands that took ${formatMicroseconds(microseconds)} or longer. `}
      <a href={hashOf("configuration")}>Configure</a>
    </>
  );
}

function SlowTable({ entries }: { entries: readonly SlowCommand[] }): VNode {
  return (
    <div class="panel">
      <DataTable
        label="Table: slow commands"
        columns={[
          { title: "Took", kind: "number" },
          { title: "Command" },
          { title: "Client", kind: "short" },
          { title: "When", kind: "short" },
        ]}
        rows={entries.map(({ id, timeMs, microseconds, text, client }) => ({
          key: id,
          cells: [
            <strong key="took">{formatMicroseconds(microseconds)}</strong>,
            <span key="text" class="stored">{text}</span>,
            client,
            formatTime(timeMs),
          ],
        }))}
      />
    </div>
  );
}

function slowCommandOf(entry: Reply): SlowCommand {
  const [id, seconds, microseconds, args, address, name] = replyList(entry);
  const client = [replyText(name), replyText(address)].filter((text) => text !== "");
  return {
    id: replyText(id),
    timeMs: Number(seconds) * 1000,
    microseconds: Number(microseconds),
    text: replyList(args).map((arg) => lineOf(replyBytes(arg), 128)).join(" "),
    client: client.join(" · "),
  };
}
