/** What commands do to real connections: CLIENT LIST, KILL, PAUSE and REPLY, INFO, SHUTDOWN. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Logger } from "../../../server/log.ts";
import { serve } from "../../../server/server.ts";
import { ConnectionClosed, RawConnection } from "../../helpers/servers/raw_connection.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Runs `body` with a server's port and shuts the server down. */
async function withServer(body: (port: number) => Promise<void>): Promise<void> {
  const server = await serve({ hostname: "127.0.0.1", port: 0, log: new Logger({ write() {} }) });
  try {
    await body(server.port);
  } finally {
    await server.shutdown();
  }
}

async function ask(connection: RawConnection, ...args: string[]): Promise<string> {
  return decoder.decode(await connection.command(...args));
}

Deno.test("CLIENT LIST and INFO know the connections that there are", async () => {
  await withServer(async (port) => {
    using first = await RawConnection.connect(port);
    using second = await RawConnection.connect(port);
    assertEquals(await ask(second, "CLIENT", "SETNAME", "second"), "+OK\r\n");
    const list = await ask(first, "CLIENT", "LIST");
    const lines = list.split("\n").filter((line) => line.startsWith("id="));
    assertEquals(lines.length, 2);
    for (const line of lines) assertMatch(line, new RegExp(` laddr=127\\.0\\.0\\.1:${port} `));
    assertMatch(lines[1], / addr=127\.0\.0\.1:\d+ .* name=second .* cmd=client\|setname /);
    const info = await ask(first, "INFO", "clients", "stats");
    assertMatch(info, /\r\nconnected_clients:2\r\n/);
    assertMatch(info, /\r\ntotal_connections_received:2\r\n/);
    assertMatch(info, /\r\ntotal_net_input_bytes:[1-9]\d*\r\n/);
  });
});

Deno.test("CLIENT KILL closes another connection at once, its own behind the reply", async () => {
  await withServer(async (port) => {
    using killer = await RawConnection.connect(port);
    using victim = await RawConnection.connect(port);
    const id = /:(\d+)/.exec(await ask(victim, "CLIENT", "ID"))![1];
    assertEquals(await ask(killer, "CLIENT", "KILL", "ID", id), ":1\r\n");
    await assertRejects(() => victim.readReply(1000), ConnectionClosed);
    assertMatch(await ask(killer, "INFO", "clients"), /connected_clients:1\r\n/);
    assertEquals(await ask(killer, "CLIENT", "KILL", "SKIPME", "no", "TYPE", "normal"), ":1\r\n");
    await assertRejects(() => killer.readReply(1000), ConnectionClosed);
  });
});

Deno.test("CLIENT PAUSE holds other connections back until it ends", async () => {
  await withServer(async (port) => {
    using first = await RawConnection.connect(port);
    using second = await RawConnection.connect(port);
    const start = performance.now();
    assertEquals(await ask(first, "CLIENT", "PAUSE", "50", "WRITE"), "+OK\r\n");
    assertEquals(await ask(second, "GET", "k"), "$-1\r\n");
    await second.send(encoder.encode("SET k v\r\nGET k\r\n"));
    assertEquals(decoder.decode(await second.readReply(1000)), "+OK\r\n");
    assert(performance.now() - start >= 48);
    assertEquals(decoder.decode(await second.readReply(1000)), "$1\r\nv\r\n");
  });
});

Deno.test("a server ends although clients are paused", async () => {
  await withServer(async (port) => {
    using connection = await RawConnection.connect(port);
    await connection.send(encoder.encode("CLIENT PAUSE 100000\r\nPING\r\n"));
    assertEquals(decoder.decode(await connection.readReply(1000)), "+OK\r\n");
  });
});

Deno.test("SHUTDOWN closes all connections without a reply, and the server is finished", async () => {
  const log: string[] = [];
  const server = await serve({
    hostname: "127.0.0.1",
    port: 0,
    log: new Logger({ write: (line) => log.push(line) }),
  });
  using connection = await RawConnection.connect(server.port);
  using other = await RawConnection.connect(server.port);
  assertEquals(await ask(other, "PING"), "+PONG\r\n");
  await connection.send(encoder.encode("PING\r\nSHUTDOWN NOSAVE\r\nPING\r\n"));
  assertEquals(decoder.decode(await connection.readReply(1000)), "+PONG\r\n");
  await assertRejects(() => connection.readReply(1000), ConnectionClosed);
  await assertRejects(() => other.readReply(1000), ConnectionClosed);
  await server.finished;
  assert(log.some((line) => line.includes("User requested shutdown")));
});
