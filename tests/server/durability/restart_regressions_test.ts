/** What earlier systems got wrong when they started again: each test is named after it. */
import { assert, assertEquals } from "@std/assert";
import { FakeFileSystem } from "../../helpers/data/fake_file_system.ts";
import { AOF_DIRECTORY, AOF_NAME, LoggedServer } from "../../helpers/servers/logged_server.ts";

const FILE = `${AOF_DIRECTORY}/${AOF_NAME}.1.incr.aof`;

/** The server that starts after another one was killed: what was written is there. */
function restarted({ files, server }: LoggedServer): LoggedServer {
  const next = new LoggedServer((files as FakeFileSystem).powerLoss("everything"));
  next.server.advance(server.time.now() - next.server.time.now());
  return next.start();
}

Deno.test("regression: an overwritten value does not come back when the new one has expired", () => {
  const first = new LoggedServer(new FakeFileSystem()).start();
  first.run("SET k old", "SET k new PX 50");
  first.server.advance(60);
  // Expired before and after the start, with and without anybody looking.
  const second = restarted(first);
  second.server.advance(1000);
  assertEquals(second.client.reply("GET k"), "$-1");
  assertEquals(restarted(second).client.reply("EXISTS k"), ":0");
});

Deno.test("regression: a torn log tail does not lose the next acknowledged write", () => {
  const first = new LoggedServer(new FakeFileSystem()).start();
  first.run("SET a 1");
  const files = (first.files as FakeFileSystem).powerLoss("everything");
  const whole = files.read(FILE);
  const torn = new TextEncoder().encode("*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$100\r\nhalf");
  files.put(FILE, new Uint8Array([...whole, ...torn]));
  const second = new LoggedServer(files).start();
  const { oldBytes, newBytes } = second.loaded!.torn!;
  assertEquals([newBytes, oldBytes - newBytes], [whole.length, torn.length]);
  second.run("SET c 3");
  const third = restarted(second);
  assertEquals(third.loaded!.torn, undefined);
  assertEquals(third.client.reply("MGET a b c"), "*3 $1 1 $-1 $1 3");
});

Deno.test("regression: a collection popped to empty does not come back", () => {
  const first = new LoggedServer(new FakeFileSystem()).start();
  first.run("RPUSH l a b", "SADD s a b", "ZADD z 1 a", "HSET h f v");
  first.run("LPOP l", "LPOP l", "SPOP s 2", "ZPOPMIN z", "HDEL h f");
  assertEquals(restarted(first).client.reply("DBSIZE"), ":0");
});

Deno.test("regression: a write logs what it changes, not the whole structure", () => {
  const writes: Record<string, (i: number) => string> = {
    HSET: (i) => `HSET h field:${i} value`,
    RPUSH: (i) => `RPUSH l element:${i}`,
    SADD: (i) => `SADD s member:${i}`,
    ZADD: (i) => `ZADD z ${i} member:${i}`,
    XADD: (i) => `XADD x ${i}-1 field value`,
    APPEND: () => "APPEND t tail",
  };
  for (const [name, write] of Object.entries(writes)) {
    const logged = new LoggedServer(new FakeFileSystem()).start();
    let sent = 0;
    for (let i = 1; i <= 8000; i++) {
      logged.run(write(i));
      sent += write(i).length;
    }
    const { length } = (logged.files as FakeFileSystem).read(FILE);
    // Headers of the protocol, and nothing that grows with the structure.
    assert(length < 3 * sent, `${name}: ${length} bytes in the log for ${sent}`);
  }
});

Deno.test("regression: compactions leave no file behind", async () => {
  const logged = new LoggedServer(new FakeFileSystem()).start();
  const extensions = () =>
    logged.files.list(AOF_DIRECTORY).map((name) => name.split(".").slice(3).join(".")).sort();
  for (let i = 0; i < 5; i++) {
    logged.run(`SET k ${i}`);
    await logged.rewrite();
  }
  assertEquals(logged.files.list(AOF_DIRECTORY).length, 3, logged.files.list(AOF_DIRECTORY).join());
  assertEquals(extensions(), ["", "base.rdb", "incr.aof"]);
  assertEquals(restarted(logged).client.reply("GET k"), "$1 4");
});
