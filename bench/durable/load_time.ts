/**
 * How fast a server is back from its files: the time from its start to its first answer, less what it takes
 * without data.
 */
import type { ChildServer } from "../../tests/helpers/servers/child_server.ts";
import { RawConnection } from "../../tests/helpers/servers/raw_connection.ts";
import { compact, grouped, significant } from "../../server/cli/load/reports/number_texts.ts";
import { markdownTable } from "../measure/markdown_table.ts";
import { median } from "../measure/statistics.ts";
import { loadKeys } from "../servers/key_loader.ts";
import { DURABLE_SERVERS } from "./durable_server.ts";

const VALUE_BYTES = 64;

/** What the servers came to: keys per second of Vortis, then of redis-server. */
export interface LoadTime {
  readonly keys: number;
  readonly perSecond: readonly number[];
  readonly ratio: number;
}

/** Loads the same RDB file with each server, in turns. */
export async function measureLoadTime(keys: number, rounds: number): Promise<LoadTime> {
  const dir = await Deno.makeTempDir({ prefix: "load-time-" });
  const empty = await Deno.makeTempDir({ prefix: "load-time-" });
  try {
    {
      await using writer = await DURABLE_SERVERS[0].start(["--dir", dir]);
      await loadKeys(writer.port, { keys, valueBytes: VALUE_BYTES });
      using client = await RawConnection.connect(writer.port);
      const reply = await client.text("SAVE");
      if (!reply.startsWith("+OK")) throw new Error(`Cannot save: ${reply}`);
    }
    const rates: number[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const [index, { start }] of DURABLE_SERVERS.entries()) {
        const withoutMs = await startMs(() => start(["--dir", empty, "--save", "3600 1"]), 0);
        const withMs = await startMs(() => start(["--dir", dir, "--save", "3600 1"]), keys);
        rates[index].push(keys / (withMs - withoutMs) * 1000);
      }
    }
    const ratio = median(rates[0].map((rate, i) => rate / rates[1][i]));
    console.log(`loading: ${significant(ratio, 3)} times redis-server`);
    return { keys, perSecond: rates.map(median), ratio };
  } finally {
    await Deno.remove(dir, { recursive: true });
    await Deno.remove(empty, { recursive: true });
  }
}

/** How long a server takes until it answers, with all keys that are expected. */
async function startMs(start: () => Promise<ChildServer>, keys: number): Promise<number> {
  const begin = performance.now();
  await using server = await start();
  const ms = performance.now() - begin;
  using client = await RawConnection.connect(server.port);
  const size = await client.value("DBSIZE");
  if (Number(size) !== keys) throw new Error(`${size} keys were loaded instead of ${keys}`);
  await client.command("CONFIG", "SET", "save", "");
  return ms;
}

/** The table. */
export function loadTable({ keys, perSecond, ratio }: LoadTime): string {
  return markdownTable(
    [`Loading ${grouped(keys)} keys from RDB`, "vortis", "redis-server", "ratio"],
    [["keys per second", ...perSecond.map(compact), significant(ratio, 3)]],
  );
}
