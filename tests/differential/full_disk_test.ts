/**
 * A disk that is full, and that is not full any more: a small tmpfs, which needs root to be mounted. Reads
 * go on, writes are refused with MISCONF, nothing that was acknowledged is lost, and the server recovers
 * by itself. It does not end as long as it cannot save.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../resp/mod.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startVortis } from "../helpers/servers/vortis_server.ts";
import { until } from "../helpers/until.ts";

const MIB = 1024 * 1024;

/** Runs a test on a disk of so many bytes. */
async function onSmallDisk(bytes: number, run: (directory: string) => Promise<void>) {
  const directory = await Deno.makeTempDir({ prefix: "vortis-disk-" });
  const execute = async (command: string, ...args: string[]) => {
    const { success, stderr } = await new Deno.Command(command, { args }).output();
    assert(success, new TextDecoder().decode(stderr));
  };
  await execute("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", directory);
  try {
    await run(directory);
  } finally {
    await execute("umount", directory);
    await Deno.remove(directory, { recursive: true });
  }
}

/** Takes all space that there is. */
async function fillDisk(directory: string): Promise<void> {
  using file = await Deno.open(`${directory}/ballast`, { write: true, create: true });
  const block = new Uint8Array(4096);
  try {
    for (;;) await file.write(block);
  } catch {
    // It is full.
  }
}

/** The error that a command answers; empty if it answers none. */
async function errorOf(client: RespClient, ...request: string[]): Promise<string> {
  const reply = await client.command(...request as [string]);
  return reply.type === "error" ? reply.value : "";
}

/** Waits until a command answers no error. */
async function untilAccepted(client: RespClient, ...request: string[]): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const error = await errorOf(client, ...request);
    if (error === "") return;
    assertStringIncludes(error, "MISCONF");
    assert(Date.now() < deadline, `still refused: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

for (const fsync of ["always", "everysec"]) {
  Deno.test(`a full disk loses nothing that was acknowledged, appendfsync ${fsync}`, () =>
    onSmallDisk(4 * MIB, async (dir) => {
      const args = ["--dir", dir, "--appendonly", "yes", "--appendfsync", fsync];
      const acknowledged = new Map<string, string>();
      let number = 0;
      const write = async (client: RespClient): Promise<string> => {
        const [key, value] = [`key:${number++}`, String(number).repeat(200)];
        const error = await errorOf(client, "SET", key, value);
        if (error === "") acknowledged.set(key, value);
        return error;
      };
      {
        await using server = await startVortis(args);
        let client = await connect(server.port);
        for (let i = 0; i < 50; i++) assertEquals(await write(client), "");
        await fillDisk(dir);
        // Under always a write that fails has no reply: its connection ends.
        let error = "";
        for (let i = 0; i < 5000 && error === ""; i++) {
          try {
            error = await write(client);
          } catch {
            client = await connect(server.port);
          }
        }
        assertStringIncludes(error, "MISCONF");
        assertEquals(await client.call("GET", "key:7"), acknowledged.get("key:7"));
        const info = String(await client.call("INFO", "persistence"));
        assertStringIncludes(info, "aof_last_write_status:err");
        await Deno.remove(`${dir}/ballast`);
        await untilAccepted(client, "SET", "recovered", "1");
        acknowledged.set("recovered", "1");
        const after = String(await client.call("INFO", "persistence"));
        assertStringIncludes(after, "aof_last_write_status:ok");
        for (let i = 0; i < 50; i++) assertEquals(await write(client), "");
        client.close();
        server.signal("SIGKILL");
        await server.status;
      }
      await using server = await startVortis(args);
      const client = await connect(server.port);
      for (const [key, value] of acknowledged) assertEquals(await client.call("GET", key), value);
      client.close();
    }));
}

Deno.test("a snapshot on a full disk leaves the one before, and the next one succeeds", () =>
  onSmallDisk(2 * MIB, async (dir) => {
    const args = ["--dir", dir, "--save", "3600 1000000", "--rdbcompression", "no"];
    {
      await using server = await startVortis(args);
      const client = await connect(server.port);
      await client.call("SET", "key", "first");
      await client.call("SAVE");
      await client.call("SET", "big", "x".repeat(MIB / 2));
      await fillDisk(dir);
      await client.call("BGSAVE");
      await untilInfo(client, "rdb_last_bgsave_status:err");
      assertStringIncludes(await errorOf(client, "SET", "key", "second"), "MISCONF");
      assertEquals(await client.call("GET", "key"), "first");
      await Deno.remove(`${dir}/ballast`);
      assertEquals(
        [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) =>
          name.startsWith("temp-")
        ),
        [],
      );
      await client.call("BGSAVE");
      await untilInfo(client, "rdb_last_bgsave_status:ok");
      assertEquals(await client.call("SET", "key", "second"), "OK");
      await client.call("SAVE");
      client.close();
      server.signal("SIGKILL");
      await server.status;
    }
    await using server = await startVortis(args);
    const client = await connect(server.port);
    assertEquals(await client.call("GET", "key"), "second");
    assertEquals(await client.call("STRLEN", "big"), MIB / 2);
    client.close();
  }));

/** What the log tells of an end, but for what each server says in its own words. */
const OF_THE_END = /[#*] (User requested|Saving the final|Error trying|Errors trying).*/g;

Deno.test("a server that cannot save at its end refuses it as Redis does, unless it is forced", async () => {
  const told: unknown[] = [];
  for (const start of [startRedis, startVortis]) {
    await onSmallDisk(2 * MIB, async (dir) => {
      const args = ["--dir", dir, "--save", "3600 1000000", "--rdbcompression", "no"];
      await using server = await start(args);
      const client = await connect(server.port);
      await client.call("SET", "big", "x".repeat(MIB / 2));
      await fillDisk(dir);
      const errors: string[] = [];
      for (const request of ENDS) {
        errors.push(await errorOf(client, ...request.split(" ")));
      }
      server.signal("SIGTERM");
      const count = () => server.output.split("Errors trying to shut down").length - 1;
      await until(() => count() === 4);
      await client.command("SHUTDOWN", "FORCE").catch(() => {});
      const { code } = await server.status;
      client.close();
      await server.stop();
      told.push({ errors, code, log: server.output.match(OF_THE_END) });
    });
  }
  assertEquals(told[1], told[0]);
});

const ENDS = ["SAVE", "SET k v", "SHUTDOWN", "SET k w", "SHUTDOWN SAVE", "SHUTDOWN NOW", "PING"];

function connect(port: number): Promise<RespClient> {
  return RespClient.connect({ hostname: "127.0.0.1", port });
}

async function untilInfo(client: RespClient, line: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!String(await client.call("INFO", "persistence")).includes(line)) {
    assert(Date.now() < deadline, `never: ${line}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
