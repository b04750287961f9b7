/**
 * `vortis cli` beside the real redis-cli: the same words and the same input, against the same
 * server, must give the same output, byte for byte, but where docs/cli.md says otherwise.
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { REQUEST, RequestParser } from "../../resp/request_parser.ts";
import { runClientInProcess } from "../helpers/programs/client_run.ts";
import { runChild } from "../helpers/programs/child_run.ts";
import { latin1 } from "../helpers/command_line.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startVortis } from "../helpers/servers/vortis_server.ts";

interface Output {
  code: number;
  output: string;
}

/** Runs Debian's redis-cli. */
async function redisCli(
  words: readonly string[],
  input: string | Uint8Array = "",
): Promise<Output> {
  const { code, stdout } = await runChild("redis-cli", words, input, { NO_COLOR: "1" });
  return { code, output: latin1(stdout) };
}

async function vortisCli(
  words: readonly string[],
  input: string | Uint8Array = "",
): Promise<Output> {
  const { code, bytes } = await runClientInProcess(words, input);
  return { code, output: latin1(bytes) };
}

/** Replies by the name of the command that gets them. */
const REPLIES: Readonly<Record<string, string>> = {
  string: '$9\r\na"b\xc3\xa9\x01\n\\\r\r\n',
  bytes: "$5\r\n\xff\x00\x7f\t'\r\n",
  empty: "$0\r\n\r\n",
  status: "+OK fine\r\n",
  error: "-ERR bad thing\r\n",
  integer: ":-42\r\n",
  long: ":9223372036854775807\r\n",
  nil: "$-1\r\n",
  nilarray: "*-1\r\n",
  null: "_\r\n",
  yes: "#t\r\n",
  no: "#f\r\n",
  double: ",3.25\r\n",
  infinite: ",-inf\r\n",
  verbatim: '=12\r\ntxt:ab\ncd"ef\r\n',
  array0: "*0\r\n",
  map0: "%0\r\n",
  set0: "~0\r\n",
  array: "*3\r\n$1\r\na\r\n*2\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n+in\r\n",
  arrayerror: "*2\r\n-ERR in\r\n*1\r\n-ERR in\r\n",
  map: "%2\r\n$1\r\na\r\n%1\r\n:1\r\n*2\r\n$1\r\nx\r\n_\r\n*1\r\n:1\r\n~2\r\n#t\r\n,1.5\r\n",
  map1: "%1\r\n+k\r\n*1\r\n*2\r\n:1\r\n:2\r\n",
  map6: `%6\r\n${":7\r\n%0\r\n".repeat(6)}`,
  map11: `%11\r\n${":7\r\n*1\r\n:2\r\n".repeat(10)}+q\r\n*2\r\n:8\r\n:9\r\n`,
  set: "~2\r\n$1\r\na\r\n+b\r\n",
  array12: `*12\r\n${":7\r\n".repeat(9)}*2\r\n:1\r\n:2\r\n:8\r\n:8\r\n`,
  verbatims: "*1\r\n=7\r\ntxt:a\nb\r\n",
  push: ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n+after\r\n",
  invalidate: '>2\r\n$10\r\ninvalidate\r\n*2\r\n$1\r\na\r\n$2\r\nb"\r\n+after\r\n',
  invalidateall: ">2\r\n$10\r\ninvalidate\r\n_\r\n+after\r\n",
  hello: "%1\r\n+server\r\n+fixed\r\n",
};

/** Where the two differ on purpose: the reply and the options. docs/cli.md tells why. */
const DIFFERENT = new Set([
  ...["error --json", "arrayerror --json", "error --quoted-json", "arrayerror --quoted-json"],
  ...["infinite --json", "infinite --quoted-json", "bytes --json"],
  ...["string --quoted-json", "verbatim --quoted-json"],
]);

const OUTPUTS = [
  ...[["--no-raw"], ["--raw"], ["--csv"], ["--json"], ["--quoted-json"]],
  ...[["--no-raw", "--show-pushes", "yes"], ["--raw", "-d", "; ", "-D", "<>"]],
];

Deno.test("cli beside redis-cli: every kind of reply in every format", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = serveReplies(listener);
  const server = ["-h", "127.0.0.1", "-p", String(listener.addr.port), "-3"];
  for (const name of Object.keys(REPLIES)) {
    for (const options of OUTPUTS) {
      const words = [...server, ...options, name];
      const [theirs, ours] = await Promise.all([redisCli(words), vortisCli(words)]);
      const what = `${name} ${options.join(" ")}`;
      if (DIFFERENT.has(what)) assertNotEquals(ours, theirs, what);
      else assertEquals(ours, theirs, what);
    }
  }
  listener.close();
  await serving;
});

/** Answers each command with the reply of its name. */
async function serveReplies(listener: Deno.TcpListener): Promise<void> {
  const connections: Promise<void>[] = [];
  try {
    for await (const conn of listener) connections.push(answer(conn));
  } catch {
    // Closed at the end of the test.
  }
  await Promise.all(connections);
}

async function answer(conn: Deno.TcpConn): Promise<void> {
  const parser = new RequestParser();
  const buffer = new Uint8Array(4096);
  try {
    for (let n = await conn.read(buffer); n !== null; n = await conn.read(buffer)) {
      parser.reset?.();
      let start = 0;
      while (parser.parse(buffer, start, n) === REQUEST) {
        start = parser.next;
        const reply = REPLIES[parser.arguments.text(0).toLowerCase()] ?? "-ERR unknown\r\n";
        await conn.write(Uint8Array.from(reply, (character) => character.charCodeAt(0)));
      }
    }
  } catch {
    // The client has gone.
  } finally {
    try {
      conn.close();
    } catch {
      // Closed by the other end.
    }
  }
}

/** A session that touches every type, errors, quoting, transactions. */
const SESSION = `
PING
SET greeting "hello \\x00\\xff w\\"orld"
GET greeting
get 'it''s'
get 'it\\'s'
GET missing
APPEND greeting ${"\u00e9\u4f60"}
STRLEN greeting
INCR counter
3 INCR counter
INCRBYFLOAT counter 1.5
INCR greeting
LPUSH list a b c
LRANGE list 0 -1
LRANGE list 5 6
HSET hash field value other "two words"
HGETALL hash
SADD set one
SMEMBERS set
ZADD zset 1.5 a 2 b
ZRANGE zset 0 -1 WITHSCORES
ZSCORE zset a
ZRANDMEMBER zset 0 WITHSCORES
XADD stream 1-1 a 1 b 2
XADD stream 1-2 c 3
XRANGE stream - +
XREAD COUNT 1 STREAMS stream 0
XINFO STREAM stream
MULTI
SET in transaction
LRANGE list 0 -1
GET missing
HGETALL hash
EXEC
MULTI
NOSUCH command
EXEC
DISCARD
SELECT 3
DBSIZE
SELECT 99
SELECT 0
CLIENT GETNAME
CONFIG GET maxmemory
COMMAND GETKEYS MSET a 1 b 2
GEOADD geo 13.361389 38.115556 Palermo
GEOPOS geo Palermo Nowhere
OBJECT ENCODING list
ACL WHOAMI
SET too many arguments here
FLUSHALL
`;

for (const [name, start] of [["redis-server", startRedis], ["vortis", startVortis]] as const) {
  Deno.test(`cli beside redis-cli: a session from a pipe against ${name}`, async () => {
    await using server = await start();
    for (const protocol of ["-2", "-3"]) {
      for (const format of ["--raw", "--no-raw", "--csv"]) {
        const words = ["-p", String(server.port), protocol, format];
        const theirs = await redisCli(words, SESSION);
        const ours = await vortisCli(words, SESSION);
        assertEquals(ours, theirs, words.join(" "));
      }
    }
  });
}

Deno.test("cli beside redis-cli: options, standard input, exit codes", async () => {
  // One each, as what is run changes what is there.
  await using theirServer = await startRedis();
  await using ourServer = await startRedis();
  const cases: [words: string[], input?: string][] = [
    [["SET", "key", "a b"]],
    [["GET", "key"]],
    [["--no-raw", "GET", "key"]],
    [["-x", "SET", "key"], "from the input\n"],
    [["-X", "tag", "SET", "tag", "x"], "key2"],
    [["--scan", "--pattern", "key?"]],
    [["--no-raw", "--scan", "--pattern", "key?"]],
    [["-r", "3", "INCR", "n"]],
    [["-r", "2", "-i", "0.01", "--csv", "INCR", "n"]],
    [["-n", "2", "DBSIZE"]],
    [["-u", "redis://127.0.0.1:PORT/3", "DBSIZE"]],
    [["--quoted-input", "SET", '"a\\x00b"', "v"]],
    [["--quoted-input", "GET", '"a\\x00b"']],
    [["-e", "PING"]],
    [["-e", "NOSUCH"]],
    [["NOSUCH"]],
    [["INFO", "nothing"]],
    [["--no-raw", "CLIENT", "GETNAME"]],
    [["-2", "--json", "CONFIG", "GET", "maxmemory"]],
    [["--json", "CONFIG", "GET", "maxmemory"]],
    [[], "PING\nNOSUCH\nPING\n"],
    [[], 'PING\nGET "a\nquit\nPING\n'],
    [[], "\n \t \r\nPING"],
    [[], "PING\nEXIT\nPING\n"],
    [["--pipe"], "SET a b\r\nINCR a\r\nPING\r\n"],
    [["--pipe"], "*1\r\n$4\r\nPING\r\n"],
    [["--pipe"], ""],
    [["--nonsense"]],
    [["-p", "1", "PING"]],
    [["-s", "/nonexistent/socket", "PING"]],
  ];
  for (const [words, input] of cases) {
    const at = (port: number) =>
      ["-p", String(port), ...words].map((word) => word.replace("PORT", String(port)));
    const theirs = await redisCli(at(theirServer.port), input);
    const ours = await vortisCli(at(ourServer.port), input);
    assertEquals(ours, theirs, `${words.join(" ")} < ${input}`);
  }
});

Deno.test("cli beside redis-cli: --bigkeys, --memkeys and --hotkeys find the same", async () => {
  await using server = await startRedis(["--maxmemory-policy", "allkeys-lfu"]);
  const port = ["-p", String(server.port)];
  const lines = Array.from(
    { length: 40 },
    (_, i) => `SET k${i} ${"x".repeat(i + 1)}\nRPUSH l${i % 3} a`,
  );
  await vortisCli(port, `${lines.join("\n")}\nHSET h a 1\nZADD z 1 a 2 b\nXADD s * a 1\n`);
  await vortisCli(port, "GET k5\n".repeat(40));
  for (const mode of ["--bigkeys", "--memkeys", "--hotkeys"]) {
    // Without the title, and whatever the order of the types.
    const found = ({ output }: Output) =>
      output.split("\n").filter((line) => /^[^#]/.test(line)).sort();
    const theirs = found(await redisCli([...port, mode]));
    const ours = found(await vortisCli([...port, mode]));
    assertEquals(ours, theirs, mode);
  }
});
