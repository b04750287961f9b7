import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { Listener } from "../../../server/network/listener.ts";
import { ListenError } from "../../../server/network/listen_error.ts";
import { LineClient, LineServer } from "../../helpers/servers/line_server.ts";
import { until } from "../../helpers/until.ts";

Deno.test("2,000 clients at once are all answered", async () => {
  await using server = new LineServer();
  const clients: LineClient[] = [];
  try {
    for (let i = 0; i < 2000; i += 100) {
      clients.push(...await Promise.all(Array.from({ length: 100 }, () => server.connect())));
    }
    await until(() => server.listener.connections.size === 2000);
    const answers = await Promise.all(clients.map((client, i) => client.ask(`client ${i}\n`)));
    answers.forEach((answer, i) => assertEquals(answer, `client ${i}\n`));
    const held = [...server.listener.connections].reduce((sum, c) => sum + c.memoryBytes, 0);
    assertEquals(held, 2000 * 1024);
  } finally {
    for (const client of clients) client.conn.close();
  }
  await until(() => server.listener.connections.size === 0);
});

Deno.test("clients are counted, numbered and found by their ids", async () => {
  const events: string[] = [];
  await using server = new LineServer({
    onConnected: (connection) => events.push(`+${connection.id}`),
    onDisconnected: (connection) => events.push(`-${connection.id}`),
  });
  const { connections } = server.listener;
  using first = await server.connect();
  await first.ask("a\n");
  {
    using second = await server.connect();
    await second.ask("b\n");
    assertEquals([...connections].map(({ id }) => id), [1, 2]);
    const local = first.conn.localAddr as Deno.NetAddr;
    assertEquals(connections.get(1)?.address, `127.0.0.1:${local.port}`);
    assertEquals(connections.get(1)?.localAddress, `127.0.0.1:${server.listener.port}`);
  }
  await until(() => connections.size === 1);
  assertEquals(connections.get(2), undefined);
  assertEquals(server.counters.connections, 2);
  assertEquals(events, ["+1", "+2", "-2"]);
});

Deno.test("a client over maxclients is told so and closed", async () => {
  await using server = new LineServer();
  server.settings.maxClients = 1;
  using first = await server.connect();
  await first.ask("a\n");
  using second = await server.connect();
  const words = new TextDecoder().decode(await second.receiveAll());
  assertEquals(words, "-ERR max number of clients reached\r\n");
  assertEquals(server.counters.rejectedConnections, 1);
  server.settings.maxClients = 2;
  using third = await server.connect();
  assertEquals(await third.ask("b\n"), "b\n");
});

Deno.test("protected mode lets in who comes over loopback, and nobody else", async () => {
  // A connection to this machine's own address in a network comes from that address.
  const outside = Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  const addresses = ["127.0.0.1", outside?.address ?? []].flat();
  await using server = new LineServer({
    addresses: addresses.map((hostname) => ({ hostname, optional: false })),
  });
  server.settings.protectedMode = true;
  const { port } = server.listener;
  for (const hostname of addresses) {
    using client = new LineClient(await Deno.connect({ hostname, port }));
    if (hostname === "127.0.0.1") assertEquals(await client.ask("a\n"), "a\n");
    else assertEquals(await client.receiveText(7), "-DENIED");
  }
  assertEquals(server.counters.rejectedConnections, addresses.length - 1);
});

Deno.test("idle clients are closed after `timeout`, waiting ones are not", async () => {
  await using server = new LineServer();
  server.settings.timeoutSeconds = 10;
  using idle = await server.connect();
  await idle.ask("a\n");
  using active = await server.connect();
  await active.ask("b\n");
  using subscribed = await server.connect();
  await subscribed.ask("c\n");
  using blocked = await server.connect();
  await blocked.ask("pause\n");
  server.handlers[2].mayIdle = true;
  server.clock.advance(10_000);
  server.listener.sweep();
  await active.ask("d\n");
  server.clock.advance(1);
  server.listener.sweep();
  assertEquals((await idle.receiveAll()).length, 0);
  assertEquals([...server.listener.connections].map(({ id }) => id), [2, 3, 4]);
  assertMatch(server.logged.join(""), /- Closing idle client\n/);
});

Deno.test("shutdown answers what was read, then closes", async () => {
  await using server = new LineServer();
  const slow = await server.connect();
  await slow.send(`big ${8 << 20}\nlast\npartial`);
  await until(() => server.handlers[0]?.calls.length > 0);
  const stopped = server.listener.shutdown();
  const all = await slow.receiveAll();
  assertEquals(all.length, (8 << 20) + 1 + 5);
  slow.conn.close();
  await stopped;
  assertEquals(server.listener.connections.size, 0);
  assertEquals(server.handlers[0].disconnections, 1);
  await Deno.connect({ hostname: "127.0.0.1", port: server.listener.port }).then(
    () => assert(false, "it still accepts"),
    (error) => assert(error instanceof Deno.errors.ConnectionRefused),
  );
});

Deno.test("shutdown cuts off a client that does not read, at the deadline", async () => {
  await using server = new LineServer();
  using slow = await server.connect();
  await slow.send(`big ${32 << 20}\n`);
  await until(() => server.handlers[0]?.calls.length > 0);
  const start = performance.now();
  await server.listener.shutdown(30);
  assert(performance.now() - start < 2000);
  assertEquals(server.handlers[0].disconnections, 1);
});

Deno.test("shutdown does not wait for a client that ignores the end", async () => {
  await using server = new LineServer();
  using deaf = await server.connect();
  await deaf.ask("a\n");
  const start = performance.now();
  await server.listener.shutdown(60_000);
  assert(performance.now() - start < 2000);
});

Deno.test("an aborted signal shuts the listener down", async () => {
  const controller = new AbortController();
  await using server = new LineServer({ signal: controller.signal });
  {
    using client = await server.connect();
    await client.ask("a\n");
    controller.abort();
    assertEquals((await client.receiveAll()).length, 0);
  }
  await server.listener.shutdown();
  assertEquals(server.listener.connections.size, 0);
});

Deno.test("clients that reset their connections disturb nobody", async () => {
  await using server = new LineServer();
  using witness = await server.connect();
  for (let i = 0; i < 20; i++) {
    // Closing with unread bytes makes the system send a reset.
    using client = await server.connect();
    await client.send(`big ${1 << 20}\n`.repeat(4));
    await client.receive(1);
  }
  await until(() => server.listener.connections.size === 1);
  assertEquals(await witness.ask("fine\n"), "fine\n");
  for (const handler of server.handlers.slice(1)) assertEquals(handler.disconnections, 1);
});

Deno.test("a unix socket, with its permissions, replacing one left behind", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/socket`;
  try {
    const options = { addresses: [], unixSocket: path, unixSocketPermissions: 0o700 };
    const left = Deno.listen({ transport: "unix", path });
    {
      await using server = new LineServer(options);
      assertEquals(server.listener.addresses, [path]);
      assertEquals(server.listener.port, 0);
      assertEquals(Deno.statSync(path).mode! & 0o777, 0o700);
      const conn = await Deno.connect({ transport: "unix", path });
      using client = new LineClient(conn);
      assertEquals(await client.ask("hello\n"), "hello\n");
      const { connection } = server.handlers[0];
      assertEquals([connection.address, connection.isUnixSocket], [`${path}:0`, true]);
    }
    assertThrows(() => Deno.lstatSync(path), Deno.errors.NotFound);
    left.close();
    await Deno.writeTextFile(path, "precious");
    const error = assertThrows(() => new LineServer(options), ListenError);
    assertEquals(error.message, `Cannot listen on ${path}: Address already in use`);
    assertEquals(await Deno.readTextFile(path), "precious");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("several addresses share the port that the system chose", async () => {
  const addresses = [
    { hostname: "127.0.0.1", optional: false },
    { hostname: "::1", optional: true },
    { hostname: "127.0.0.2", optional: false },
  ];
  await using server = new LineServer({ addresses });
  const { port } = server.listener;
  assertStringIncludes(server.listener.addresses.join(" "), `127.0.0.1:${port}`);
  for (const hostname of ["127.0.0.1", "127.0.0.2"]) {
    using client = new LineClient(await Deno.connect({ hostname, port }));
    assertEquals(await client.ask("hello\n"), "hello\n");
  }
});

Deno.test("every address of both families", async () => {
  const addresses = [
    { hostname: "0.0.0.0", optional: true },
    { hostname: "::", optional: true },
  ];
  await using server = new LineServer({ addresses });
  using client = await server.connect();
  assertEquals(await client.ask("hello\n"), "hello\n");
  const { connection } = server.handlers[0];
  assertMatch(connection.address, /^127\.0\.0\.1:\d+$/);
});

Deno.test("an address that cannot be had is told in one line", async () => {
  await using server = new LineServer();
  const { port } = server.listener;
  const inUse = assertThrows(() => new LineServer({ port }), ListenError);
  assertEquals(inUse.code, "address-in-use");
  assertEquals(inUse.message, `Cannot listen on 127.0.0.1:${port}: Address already in use`);

  const missing = { hostname: "203.0.113.1", optional: false };
  const notHere = assertThrows(() => new LineServer({ addresses: [missing], port }), ListenError);
  assertEquals(notHere.code, "address-not-available");
  assertEquals(
    notHere.message,
    `Cannot listen on 203.0.113.1:${port}: Cannot assign requested address`,
  );

  const optional = { hostname: "203.0.113.1", optional: true };
  assertThrows(() => new LineServer({ addresses: [optional] }), ListenError);
  await using other = new LineServer({
    addresses: [optional, { hostname: "127.0.0.1", optional: false }],
  });
  assertEquals(other.listener.addresses, [`127.0.0.1:${other.listener.port}`]);
  assert(other.listener instanceof Listener);
});
