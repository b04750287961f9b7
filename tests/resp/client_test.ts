/**
 * The client against servers of a few lines, which answer what a test says.
 */

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { RespClient, type RespClientOptions } from "../../resp/client.ts";
import { encodeCommand, encodeCommands } from "../../resp/request_encoder.ts";
import { type Reply, RespError, toJS } from "../../resp/reply.ts";
import { REQUEST, RequestParser } from "../../resp/request_parser.ts";
import { binary, bytesOf } from "./parse_in_pieces.ts";

/** Answers a request, as a binary string; `undefined` closes the connection. */
type Answer = (request: string[]) => string | undefined;

/** Serves one connection on loopback and hands a client of it to `run`. */
async function withClient(
  answer: Answer,
  run: (client: RespClient, requests: string[][]) => Promise<void>,
  options: RespClientOptions = {},
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: string[][] = [];
  const served = listener.accept().then((conn) => serve(conn, answer, requests));
  const address = { hostname: "127.0.0.1", port: listener.addr.port };
  try {
    using client = await RespClient.connect(address, options);
    await run(client, requests);
    client.close();
    await client.closed;
  } finally {
    await served;
  }
}

async function serve(conn: Deno.Conn, answer: Answer, requests: string[][]): Promise<void> {
  const parser = new RequestParser();
  const buffer = new Uint8Array(1 << 20);
  let end = 0;
  try {
    for (;;) {
      const read = await conn.read(buffer.subarray(end));
      if (read === null) return;
      end += read;
      let start = 0;
      let output = "";
      while (parser.parse(buffer, start, end) === REQUEST) {
        start = parser.next;
        const args = parser.arguments;
        const request = Array.from({ length: args.count }, (_, i) => args.text(i));
        requests.push(request);
        const text = answer(request);
        if (text === undefined) return;
        output += text;
      }
      buffer.copyWithin(0, start, end);
      parser.rebase(-start);
      end -= start;
      const bytes = bytesOf(output);
      for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
    }
  } catch {
    // The client went away, which some tests are about.
  } finally {
    conn.close();
  }
}

const echo: Answer = (request) => `$${request[1].length}\r\n${request[1]}\r\n`;

Deno.test("encodeCommand: text, bytes, numbers", () => {
  const bytes = encodeCommand(["SET", "é", Uint8Array.of(255, 13), 12.5, -3n, ""]);
  assertEquals(
    binary(bytes),
    "*6\r\n$3\r\nSET\r\n$2\r\n\xc3\xa9\r\n$2\r\n\xff\r\r\n$4\r\n12.5\r\n$2\r\n-3\r\n$0\r\n\r\n",
  );
  assertEquals(binary(encodeCommands([["A"], ["B"]])), "*1\r\n$1\r\nA\r\n*1\r\n$1\r\nB\r\n");
});

Deno.test("client: replies in order, typed, raw and plain", () =>
  withClient(echo, async (client) => {
    assertEquals(await client.command("ECHO", "a"), { type: "bulk", value: bytesOf("a") });
    assertEquals(binary(await client.commandRaw("ECHO", "b")), "$1\r\nb\r\n");
    assertEquals(await client.call("ECHO", 7), "7");
    const many = await Promise.all(
      Array.from({ length: 3000 }, (_, i) => client.call("ECHO", i)),
    );
    assertEquals(many, Array.from({ length: 3000 }, (_, i) => String(i)));
  }));

Deno.test("client: pipelines", () =>
  withClient(echo, async (client) => {
    const commands = ["a", "bb", "ccc"].map((word) => ["ECHO", word]);
    assertEquals((await client.pipeline(commands)).map((reply) => toJS(reply)), ["a", "bb", "ccc"]);
    const raw = await client.pipelineRaw(commands);
    assertEquals(raw.map(binary), ["$1\r\na\r\n", "$2\r\nbb\r\n", "$3\r\nccc\r\n"]);
    assertEquals(await client.pipeline([]), []);
    // Nothing was sent, and what follows is.
    assertEquals(await client.call("ECHO", "after"), "after");
  }));

Deno.test("client: an error reply is a value of command and thrown by call", () =>
  withClient(() => "-WRONGTYPE no\r\n", async (client) => {
    const reply = await client.command("GET", "k");
    assertEquals(reply, { type: "error", value: "WRONGTYPE no" });
    const error = await assertRejects(() => client.call("GET", "k"));
    assertInstanceOf(error, RespError);
    assertEquals(error.code, "WRONGTYPE");
  }));

Deno.test("client: chooses the protocol and authenticates", async () => {
  const ok: Answer = ([name]) => name === "HELLO" ? "%1\r\n+proto\r\n:3\r\n" : "+OK\r\n";
  const opening = async (options: RespClientOptions): Promise<string[][]> => {
    let sent: string[][] = [];
    await withClient(ok, (_, requests) => {
      sent = requests;
      return Promise.resolve();
    }, options);
    return sent;
  };
  assertEquals(await opening({}), []);
  assertEquals(await opening({ protocol: 3 }), [["HELLO", "3"]]);
  assertEquals(await opening({ password: "p" }), [["AUTH", "p"]]);
  assertEquals(await opening({ username: "u", password: "p" }), [["AUTH", "u", "p"]]);
  assertEquals(await opening({ protocol: 3, password: "p" }), [
    ["HELLO", "3", "AUTH", "default", "p"],
  ]);
});

Deno.test("client: a refused password rejects connect", async () => {
  const refuse: Answer = () => "-WRONGPASS invalid\r\n";
  const error = await assertRejects(() =>
    withClient(refuse, () => Promise.resolve(), { password: "wrong" })
  );
  assertInstanceOf(error, RespError);
});

Deno.test("client: pushes go to onPush, wherever they come", () =>
  withClient(([, word]) => `>2\r\n+news\r\n:1\r\n+${word}\r\n>1\r\n+more\r\n`, async (client) => {
    const pushes: [unknown, string][] = [];
    client.onPush = (push, raw) => pushes.push([toJS(push), binary(raw)]);
    assertEquals(await client.call("ECHO", "a"), "a");
    assertEquals(await client.call("ECHO", "b"), "b");
    assertEquals(pushes.slice(0, 3), [
      [["news", 1], ">2\r\n+news\r\n:1\r\n"],
      [["more"], ">1\r\n+more\r\n"],
      [["news", 1], ">2\r\n+news\r\n:1\r\n"],
    ]);
  }));

Deno.test("client: a subscription is confirmed by a push in RESP3, by an array in RESP2", async () => {
  for (const type of [">", "*"]) {
    const confirm: Answer = ([name, channel]) =>
      `${type}3\r\n$9\r\n${name.toLowerCase()}\r\n$1\r\n${channel}\r\n:1\r\n` +
      `${type}3\r\n$7\r\nmessage\r\n$1\r\n${channel}\r\n$2\r\nhi\r\n`;
    await withClient(confirm, async (client) => {
      const message = new Promise<Reply>((resolve) => client.onPush = resolve);
      assertEquals(await client.call("SUBSCRIBE", "c"), ["subscribe", "c", 1]);
      assertEquals(toJS(await message), ["message", "c", "hi"]);
    });
  }
});

Deno.test("client: a subscription named in bytes is one too, and replies keep their place", async () => {
  const seen: unknown[] = [];
  const confirm: Answer = ([name, channel]) =>
    [name.toLowerCase(), "message"].map((kind) =>
      `>3\r\n$${kind.length}\r\n${kind}\r\n$1\r\n${channel}\r\n:1\r\n`
    ).join("");
  await withClient(confirm, async (client) => {
    client.onPush = (push) => seen.push(toJS(push));
    await client.exchange([bytesOf("Subscribe"), "c"], (reply) => seen.push(toJS(reply)));
    assertEquals(seen, [["subscribe", "c", 1], ["message", "c", 1]]);
    await assertRejects(
      () =>
        client.exchange(["SUBSCRIBE", "c"], () => {
          throw new Error("not wanted");
        }),
      Error,
      "not wanted",
    );
    await client.exchange(["SUBSCRIBE", "d"], (reply) => seen.push(toJS(reply)));
    assertEquals(seen.filter((each) => (each as string[])[1] === "d").length, 2);
  });
});

Deno.test("client: flushed resolves once all is sent, and when nobody takes it", async () => {
  await withClient(echo, async (client) => {
    await client.flushed();
    const answer = client.call("ECHO", "x".repeat(500_000));
    await client.flushed();
    assertEquals((await answer as string).length, 500_000);
  });
  await withClient(() => undefined, async (client) => {
    const answer = client.call("ECHO", "x".repeat(500_000));
    await assertRejects(() => answer);
    await client.flushed();
  });
});

Deno.test("client: bytes written as they are", () =>
  withClient(([word]) => `+${word}\r\n`, async (client) => {
    const reply = new Promise<Reply>((resolve) => client.onPush = resolve);
    client.write(bytesOf("HELLO there\n"));
    assertEquals(await reply, { type: "simple", value: "HELLO" });
  }));

Deno.test("client: a connection that ends rejects what waits and what comes later", () =>
  withClient(() => undefined, async (client) => {
    const [first, second] = await Promise.allSettled([client.command("A"), client.command("B")]);
    assertEquals([first.status, second.status], ["rejected", "rejected"]);
    await client.closed;
    await assertRejects(() => client.command("C"), Error, "Cannot receive reply");
  }));

Deno.test("client: close rejects what waits, and may be called twice", () =>
  withClient(() => "", async (client) => {
    const waiting = assertRejects(() => client.command("A"), Error, "the client was closed");
    client.close();
    client.close();
    await waiting;
  }));

Deno.test("client: bytes that are not RESP end the connection", () =>
  withClient(() => "hello\r\n", async (client) => {
    await assertRejects(() => client.command("A"), Error, "Cannot decode reply");
    await client.closed;
  }));

Deno.test("client: a large value and a unix socket", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/socket`;
  const listener = Deno.listen({ transport: "unix", path });
  const served = listener.accept().then((conn) => serve(conn, echo, []));
  try {
    using client = await RespClient.connect({ path });
    const value = "x".repeat(900_000);
    assert(await client.call("ECHO", value) === value);
  } finally {
    await served;
    listener.close();
    await Deno.remove(directory, { recursive: true });
  }
});
