import { assert, assertEquals, assertRejects } from "@std/assert";
import { type RunningServer, serve } from "../../../server/server.ts";
import { Config } from "../../../server/config/config.ts";
import { PersistenceError } from "../../../server/durability/persistence_error.ts";
import { Logger } from "../../../server/log.ts";
import { RawConnection } from "../../helpers/servers/raw_connection.ts";
import { until } from "../../helpers/until.ts";

const decoder = new TextDecoder();

/** A server on the files of a directory, and a client; both end with `use`. */
async function withServer<T>(
  directory: string,
  settings: Record<string, string>,
  use: (connection: RawConnection, server: RunningServer, logged: string[]) => Promise<T>,
): Promise<T> {
  const logged: string[] = [];
  const server = await serve({
    config: new Config({ dir: directory, save: "", appendonly: "yes", ...settings }),
    hostname: "127.0.0.1",
    port: 0,
    log: new Logger({ write: (line) => logged.push(line) }),
  });
  const connection = await RawConnection.connect({ hostname: "127.0.0.1", port: server.port });
  try {
    return await use(connection, server, logged);
  } finally {
    connection.close();
    await server.shutdown();
  }
}

async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "vortis_live_aof_" });
  try {
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function reply(connection: RawConnection, ...args: string[]): Promise<string> {
  return decoder.decode(await connection.command(...args)).trimEnd();
}

for (const appendfsync of ["always", "everysec", "no"]) {
  Deno.test(`what was written comes back, with appendfsync ${appendfsync}`, () =>
    withDirectory(async (directory) => {
      await withServer(directory, { appendfsync }, async (connection) => {
        for (let i = 0; i < 100; i++) {
          assertEquals(await reply(connection, "INCR", "n"), `:${i + 1}`);
        }
        assertEquals(await reply(connection, "RPUSH", "l", "a", "b"), ":2");
        assertEquals(await reply(connection, "SET", "gone", "1", "PX", "1"), "+OK");
      });
      await withServer(directory, { appendfsync }, async (connection) => {
        assertEquals(await reply(connection, "GET", "n"), "$3\r\n100");
        assertEquals(await reply(connection, "LLEN", "l"), ":2");
        assertEquals(await reply(connection, "EXISTS", "gone"), ":0");
      });
    }));
}

Deno.test("under always many clients share syncs, and each reply is the one to its request", () =>
  withDirectory((directory) =>
    withServer(directory, { appendfsync: "always" }, async (first, { port }) => {
      const clients = await Promise.all(
        Array.from({ length: 30 }, () => RawConnection.connect({ hostname: "127.0.0.1", port })),
      );
      await Promise.all(clients.map(async (client, i) => {
        for (let n = 1; n <= 40; n++) {
          assertEquals(await reply(client, "INCR", `key${i}`), `:${n}`);
          assertEquals(await reply(client, "GET", `key${i}`), `$${String(n).length}\r\n${n}`);
        }
        client.close();
      }));
      const info = await reply(first, "INFO", "persistence");
      assert(info.includes("aof_last_write_status:ok"), info);
    })
  ));

Deno.test("switched off and on again while it runs, only what is there counts", () =>
  withDirectory(async (directory) => {
    await withServer(directory, {}, async (connection) => {
      await reply(connection, "SET", "a", "1");
      assertEquals(await reply(connection, "CONFIG", "SET", "appendonly", "no"), "+OK");
      await reply(connection, "SET", "b", "1");
      await reply(connection, "DEL", "a");
      assertEquals(await reply(connection, "CONFIG", "SET", "appendonly", "yes"), "+OK");
      await reply(connection, "SET", "c", "1");
      await until(async () => {
        const info = await reply(connection, "INFO", "persistence");
        return info.includes("aof_rewrite_in_progress:0");
      });
    });
    await withServer(directory, {}, async (connection) => {
      assertEquals(await reply(connection, "EXISTS", "a", "b", "c"), ":2");
      assertEquals(await reply(connection, "EXISTS", "a"), ":0");
    });
  }));

Deno.test("a torn end is cut off and told of, other damage stops the start", () =>
  withDirectory(async (directory) => {
    await withServer(directory, {}, async (connection) => {
      await reply(connection, "SET", "a", "1");
    });
    const files = `${directory}/appendonlydir`;
    const increment = `${files}/appendonly.aof.1.incr.aof`;
    const whole = await Deno.readFile(increment);
    await Deno.writeFile(increment, new TextEncoder().encode("*2\r\n$3\r\nDE"), { append: true });
    await withServer(directory, {}, async (connection, _, logged) => {
      assertEquals(await reply(connection, "GET", "a"), "$1\r\n1");
      assert(
        logged.some((line) => line.includes("its last 10 bytes were cut off")),
        logged.join("\n"),
      );
    });
    assertEquals(await Deno.readFile(increment), whole);

    const refuses = async (part: string) => {
      const error = await assertRejects(
        () => withServer(directory, {}, async () => {}),
        PersistenceError,
      );
      assert(error.message.includes(part), error.message);
    };
    await Deno.writeFile(increment, whole.map((byte, i) => i === 23 ? 0x21 : byte));
    await refuses(`${increment}: damaged at byte 23: expected '*' or '#', found '!'`);
    await Deno.writeFile(increment, whole);
    const base = `${files}/appendonly.aof.1.base.rdb`;
    const sound = await Deno.readFile(base);
    await Deno.writeFile(base, sound.map((byte, i) => i === sound.length - 1 ? byte ^ 1 : byte));
    await refuses("the checksum is not that of the file");
    await Deno.remove(base);
    await refuses("the manifest names it, but there is no such file");
    await Deno.writeFile(base, sound);
    await withServer(directory, {}, async (connection) => {
      assertEquals(await reply(connection, "GET", "a"), "$1\r\n1");
    });
  }));
