/** Clients that wait, over real connections: pipelines, leaving, killing, deadlines, the end. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Logger } from "../../../server/log.ts";
import { serve } from "../../../server/server.ts";
import { Store } from "../../../mod.ts";
import { ConnectionClosed, RawConnection } from "../../helpers/servers/raw_connection.ts";

const decoder = new TextDecoder();

/** Runs `body` with two connections to a server and shuts the server down. */
async function withServer(
  body: (client: RawConnection, waiting: RawConnection, port: number) => Promise<void>,
): Promise<void> {
  const server = await serve({ hostname: "127.0.0.1", port: 0, log: new Logger({ write() {} }) });
  try {
    using client = await RawConnection.connect(server.port);
    using waiting = await RawConnection.connect(server.port);
    await body(client, waiting, server.port);
  } finally {
    await server.shutdown();
  }
}

async function ask(connection: RawConnection, ...args: string[]): Promise<string> {
  return decoder.decode(await connection.command(...args));
}

async function reply(connection: RawConnection): Promise<string> {
  return decoder.decode(await connection.readReply(2000));
}

/** Resolves when so many clients wait. */
async function untilBlocked(client: RawConnection, count: number): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if ((await ask(client, "INFO", "clients")).includes(`\r\nblocked_clients:${count}\r\n`)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`There are not ${count} blocked clients`);
}

Deno.test("a pipeline goes on behind the blocking command when that is served", async () => {
  await withServer(async (client, waiting) => {
    await waiting.send("BLPOP list 0\r\nLLEN list\r\nBLPOP list 0\r\nECHO end\r\n");
    await untilBlocked(client, 1);
    assertMatch(await ask(client, "CLIENT", "LIST"), / flags=b .* cmd=blpop /);
    assertEquals(await ask(client, "RPUSH", "list", "a", "b"), ":2\r\n");
    assertEquals(await reply(waiting), "*2\r\n$4\r\nlist\r\n$1\r\na\r\n");
    assertEquals(await reply(waiting), ":1\r\n");
    assertEquals(await reply(waiting), "*2\r\n$4\r\nlist\r\n$1\r\nb\r\n");
    assertEquals(await reply(waiting), "$3\r\nend\r\n");
    await untilBlocked(client, 0);
  });
});

Deno.test("a deadline is kept to a few milliseconds, also behind longer ones", async () => {
  await withServer(async (client, waiting, port) => {
    using longer = await RawConnection.connect(port);
    await longer.send("BLPOP list 100\r\n");
    await untilBlocked(client, 1);
    for (const seconds of [0.03, 0.01]) {
      const start = performance.now();
      assertEquals(await ask(waiting, "BLPOP", "list", String(seconds)), "*-1\r\n");
      const took = performance.now() - start;
      assert(took >= seconds * 1000 - 1 && took < 1000, `${seconds} s took ${took} ms`);
    }
  });
});

Deno.test("who leaves while waiting takes nothing along, whether by closing or by CLIENT KILL", async () => {
  await withServer(async (client, waiting, port) => {
    const leaving = await RawConnection.connect(port);
    await leaving.send("BLPOP list 0\r\nBLPOP list 0\r\n");
    await untilBlocked(client, 1);
    const id = /:(\d+)/.exec(await ask(waiting, "CLIENT", "ID"))![1];
    await waiting.send("BLMOVE list other LEFT LEFT 10\r\n");
    await untilBlocked(client, 2);
    leaving.close();
    await untilBlocked(client, 1);
    assertEquals(await ask(client, "CLIENT", "KILL", "ID", id), ":1\r\n");
    assertEquals(await ask(client, "RPUSH", "list", "a"), ":1\r\n");
    assertEquals(await ask(client, "LRANGE", "list", "0", "-1"), "*1\r\n$1\r\na\r\n");
    await assertRejects(() => waiting.readReply(1000), ConnectionClosed);
    await untilBlocked(client, 0);
  });
});

Deno.test("RESP3: a late reply is in the protocol of the client that waited", async () => {
  await withServer(async (client, waiting) => {
    await ask(waiting, "HELLO", "3");
    assertEquals(await ask(waiting, "BLPOP", "list", "0.01"), "_\r\n");
    await waiting.send("BLMPOP 0 1 list RIGHT COUNT 2\r\n");
    await untilBlocked(client, 1);
    await ask(client, "RPUSH", "list", "a", "b", "c");
    assertEquals(await reply(waiting), "*2\r\n$4\r\nlist\r\n*2\r\n$1\r\nc\r\n$1\r\nb\r\n");
  });
});

Deno.test("CLIENT UNBLOCK over connections lets the pipeline go on", async () => {
  await withServer(async (client, waiting) => {
    const id = /:(\d+)/.exec(await ask(waiting, "CLIENT", "ID"))![1];
    await waiting.send("BLPOP list 0\r\nPING\r\n");
    await untilBlocked(client, 1);
    assertEquals(await ask(client, "CLIENT", "UNBLOCK", id, "ERROR"), ":1\r\n");
    assertEquals(await reply(waiting), "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
    assertEquals(await reply(waiting), "+PONG\r\n");
  });
});

Deno.test("a server ends although clients wait, and leaves a store that it serves whole", async () => {
  using store = new Store();
  const server = await serve({
    hostname: "127.0.0.1",
    port: 0,
    store,
    log: new Logger({ write() {} }),
  });
  using waiting = await RawConnection.connect(server.port);
  await waiting.send("BLPOP list 1000\r\n");
  using client = await RawConnection.connect(server.port);
  await untilBlocked(client, 1);
  await server.shutdown();
  await assertRejects(() => waiting.readReply(1000), ConnectionClosed);
  store.set("list", "no longer waited for");
  assertEquals(store.get("list"), "no longer waited for");
});
