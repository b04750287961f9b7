/**
 * `vortis import`: copies keys into a running server, from files or from another server, with RESTORE.
 *
 * ```
 *  source ── batches of keys, values, times ──► RESTORE … pipelined ──► target
 *                 the next batch is read while the last one is being restored
 * ```
 */

import type { RespClient } from "../../../resp/client.ts";
import type { Reply } from "../../../resp/reply.ts";
import { CliError } from "../cli_error.ts";
import type { CliProcess } from "../cli_command.ts";
import { connectTo, DEFAULT_URL, parseServerUrl, selectDatabase } from "../server_url.ts";
import { readToolFlags } from "../tool_flags.ts";
import { counted } from "./contents_report.ts";
import { CopyProgress } from "./copy_progress.ts";
import type { CopiedKey } from "./key_source.ts";
import { chosenDatabases, openSource } from "./open_source.ts";

const HELP = `Usage: vortis import <source> [--to <url>] [--db <number>] [--replace]

Copies keys into a running server. The source is an RDB file, an AOF file, an
append-only directory, or a server: redis://[user:password@]host[:port][/db].
Files are loaded into memory for that. A server's keys are read one after the
other: what clients change meanwhile may come as it was or as it is.

  --to <url>     The server to copy to; with /db, into that database
                 [${DEFAULT_URL}]
  --db <number>  Copy that database of the source alone
  --replace      Replace keys that are there already; otherwise they stay
  -h, --help     Show this text

Exit codes: 0 all keys have been copied, 1 not all
`;

/** Errors of single keys: others are no better for the next one. */
const OF_ONE_KEY = /^(BUSYKEY |ERR DUMP payload|ERR Bad data format)/;

/** What became of the keys. */
class Outcome {
  restored = 0;
  wereThere = 0;
  refused = 0;
  firstRefusal = "";

  add(reply: Reply): void {
    if (reply.type !== "error") {
      this.restored++;
      return;
    }
    if (!OF_ONE_KEY.test(reply.value)) throw new CliError(`the target answers: ${reply.value}`);
    if (reply.value.startsWith("BUSYKEY ")) this.wereThere++;
    else {
      this.refused++;
      this.firstRefusal ||= reply.value;
    }
  }
}

/** Copies keys into a server; resolves with the exit code. */
export async function runImport(args: readonly string[], process: CliProcess): Promise<number> {
  const flags = readToolFlags(args, {
    switches: ["replace"],
    values: ["to", "db"],
    words: ["the source"],
  });
  if (flags.is("help")) {
    process.print(HELP);
    return 0;
  }
  const target = parseServerUrl(flags.value("to") ?? DEFAULT_URL);
  using opened = await openSource(flags.words[0], process);
  const databases = await chosenDatabases(opened, flags.value("db"));
  if (target.database !== undefined && databases.size > 1) {
    throw new CliError(
      `the source has keys in databases ${[...databases.keys()].join(", ")}: choose one by --db ` +
        `to copy it to database ${target.database}`,
    );
  }
  using client = await connectTo(target);
  const total = [...databases.values()].reduce((sum, { keys }) => sum + keys, 0);
  const progress = new CopyProgress(process, "Copied", total);
  const outcome = new Outcome();
  try {
    for (const database of databases.keys()) {
      await selectDatabase(client, target, target.database ?? database);
      await copy(opened.source.keys(database), client, flags.is("replace"), outcome, progress);
    }
  } catch (error) {
    throw explain(error);
  } finally {
    progress.end();
  }
  const { restored, wereThere, refused, firstRefusal } = outcome;
  const seconds = progress.seconds.toFixed(1);
  process.print(`copied ${counted(restored, "key")} to ${target.name} in ${seconds} s\n`);
  if (wereThere > 0) {
    process.print(`${counted(wereThere, "key")} not copied: there already (see --replace)\n`);
  }
  if (refused > 0) process.print(`${counted(refused, "key")} refused: ${firstRefusal}\n`);
  return wereThere + refused > 0 ? 1 : 0;
}

async function copy(
  batches: AsyncIterable<CopiedKey[]>,
  client: RespClient,
  replaces: boolean,
  outcome: Outcome,
  progress: CopyProgress,
): Promise<void> {
  const options = replaces ? ["REPLACE"] : [];
  let underWay: Promise<void> | undefined;
  try {
    for await (const batch of batches) {
      await underWay;
      const nowMs = Date.now();
      underWay = client.pipeline(batch.map(({ key, expiryMs, payload }) => {
        const ttlMs = expiryMs === 0 ? 0 : Math.max(1, expiryMs - nowMs);
        return ["RESTORE", key, ttlMs, payload, ...options];
      })).then((replies) => {
        for (const reply of replies) outcome.add(reply);
        progress.advance(batch.length, batch.reduce((sum, { payload }) => sum + payload.length, 0));
      });
      // It is awaited before the next one; until then nobody looks at what it rejects with.
      underWay.catch(() => {});
    }
  } finally {
    await underWay;
  }
}

/** A server that leaves is no fault of this program. */
function explain(error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  return /^Cannot receive reply/.test(message)
    ? new CliError("a server closed the connection")
    : error;
}
