import { assert, assertEquals, assertThrows } from "@std/assert";
import { RdbDamageError } from "../../../../store/persistence/rdb/damage_error.ts";
import { RdbLoader, type RdbLoadOptions } from "../../../../store/persistence/rdb/loader.ts";
import { TestServer } from "../../../helpers/commands.ts";
import {
  fileOf,
  littleEndian,
  RdbBytes,
  rdbLength,
  rdbString,
} from "../../../helpers/data/rdb_bytes.ts";
import { listpackString } from "../../../helpers/data/rdb_samples.ts";

/** Loads a file into a server, and returns both with a client. */
function load(file: RdbBytes, options: RdbLoadOptions = {}, server = new TestServer()) {
  const loader = new RdbLoader(server.engine, file.file(), options);
  while (!loader.step(1));
  return { loader, server, client: server.client() };
}

/** What is wrong with a file, and where. */
function damageOf(file: RdbBytes, options: RdbLoadOptions = {}) {
  const error = assertThrows(() => load(file, options), RdbDamageError);
  return `${error.offset}: ${error.reason}`;
}

const TEXT = [1, 97];

Deno.test("a file of strings is loaded with what it says of itself", () => {
  const file = new RdbBytes(10).aux("redis-ver", "7.0.15").aux("ctime", "1").select(0)
    .raw([251, 3, 1]).value(0, "a", TEXT).value(0, "n", [0xc0, 0x85]).select(3)
    .value(0, "", rdbString("x".repeat(100)));
  const { loader, client } = load(file);
  assertEquals(loader.version, 10);
  assertEquals(Object.fromEntries(loader.aux), { "redis-ver": "7.0.15", ctime: "1" });
  assertEquals([loader.keys, loader.expired, loader.empty], [3, 0, 0]);
  assertEquals(loader.loadedBytes, loader.totalBytes);
  client.expectReply("GET a", "$1 a");
  client.expectReply("GET n", "$4 -123");
  client.expectReply("OBJECT ENCODING n", "$3 int");
  client.reply("SELECT 3");
  client.expectReply(["GET", ""], `$100 ${"x".repeat(100)}`);
  client.expectReply("DBSIZE", ":1");
});

Deno.test("expire times, idle times and frequencies are those of the next key alone", () => {
  const server = new TestServer();
  const later = server.time.now() + 5000;
  const seconds = Math.floor(later / 1000);
  const file = new RdbBytes(10).select(0).expiry(later).value(0, "ms", TEXT).value(0, "never", TEXT)
    .raw([253, ...littleEndian(seconds, 4)]).value(0, "s", TEXT)
    .raw([248, ...rdbLength(1000)]).value(0, "idle", TEXT)
    .expiry(later).raw([249, 7]).value(4, "h", [1, ...TEXT, ...TEXT]);
  const { client, loader } = load(file, {}, server);
  client.expectReply("PTTL ms", ":5000");
  client.expectReply("PTTL never", ":-1");
  client.expectReply("PEXPIRETIME s", `:${seconds * 1000}`);
  client.expectReply("PTTL h", ":5000");
  client.expectReply("OBJECT IDLETIME idle", ":1000");
  client.expectReply("OBJECT IDLETIME s", ":0");
  assertEquals(loader.keys, 5);

  const counting = new TestServer({ "maxmemory-policy": "allkeys-lfu" });
  load(new RdbBytes(10).select(0).raw([249, 77]).value(0, "k", TEXT), {}, counting)
    .client.expectReply("OBJECT FREQ k", ":77");
});

Deno.test("keys whose time has come are left out, but not of an AOF's base", () => {
  const server = new TestServer();
  const before = server.time.now() - 1;
  const file = new RdbBytes(10).select(0).expiry(before).value(0, "s", TEXT)
    .expiry(before).value(4, "h", [1, ...TEXT, ...TEXT]).value(0, "k", TEXT);
  const { loader, client } = load(file, {}, server);
  assertEquals([loader.keys, loader.expired], [1, 2]);
  client.expectReply("KEYS *", "*1 $1 k");
  assertEquals(load(file, { keepExpired: true }).loader.keys, 3);
});

Deno.test("a long collection is loaded in slices, between which others may look", () => {
  const count = 20_000;
  const members = (write: (i: number) => number[]) => {
    return [...rdbLength(count), ...Array.from({ length: count }, (_, i) => write(i)).flat()];
  };
  const name = (i: number) => rdbString(`member ${i}`);
  const file = new RdbBytes(10).select(0).expiry(2 ** 42)
    .value(1, "list", members(name))
    .value(2, "set", members(name))
    .value(4, "hash", members((i) => [...name(i), ...name(i + 1)]))
    .value(5, "zset", members((i) => [...name(i), ...new Uint8Array(new Float64Array([i]).buffer)]))
    .value(0, "k", TEXT);
  const server = new TestServer();
  const loader = new RdbLoader(server.engine, file.file());
  let steps = 0;
  while (!loader.step(0)) {
    steps++;
    server.engine.namespace("0").loadText("other");
  }
  assert(steps > 100, `${steps} steps`);
  const { expectReply } = server.client();
  expectReply("LLEN list", `:${count}`);
  expectReply("LINDEX list -1", `$12 member 19999`);
  expectReply("PEXPIRETIME list", `:${2 ** 42}`);
  expectReply("SCARD set", `:${count}`);
  expectReply(["SISMEMBER", "set", "member 777"], ":1");
  expectReply("HLEN hash", `:${count}`);
  expectReply(["HGET", "hash", "member 777"], "$10 member 778");
  expectReply("ZCARD zset", `:${count}`);
  expectReply(["ZSCORE", "zset", "member 777"], "$3 777");
  expectReply("PTTL hash", ":-1");
  assertEquals(loader.keys, 5);
  // A load that is given up leaves whole values alone.
  const half = new TestServer();
  const other = new RdbLoader(half.engine, file.file());
  other.step(0);
  other.abort();
  half.client().expectReply("DBSIZE", ":0");
  assertEquals(other.step(0), true);
});

Deno.test("a string longer than the window is loaded", () => {
  const long = new Uint8Array(700_000).fill(120);
  const file = new RdbBytes(10).select(0).value(0, "a", TEXT).value(0, "long", rdbString(long))
    .value(0, "b", TEXT);
  const { client, loader } = load(file);
  client.expectReply("STRLEN long", ":700000");
  client.expectReply("GET b", "$1 a");
  assertEquals(loader.keys, 3);
});

Deno.test("empty collections are passed over, as Redis does", () => {
  const file = new RdbBytes(10).select(0).value(4, "h", [0]).value(2, "s", [0]).value(5, "z", [0])
    .value(1, "l", [0]).value(16, "lp", rdbString([7, 0, 0, 0, 0, 0, 255]))
    .value(18, "nodes", [1, 2, ...rdbString([7, 0, 0, 0, 0, 0, 255])]).value(0, "k", TEXT);
  const { loader, client } = load(file);
  assertEquals([loader.keys, loader.empty], [1, 6]);
  client.expectReply("KEYS *", "*1 $1 k");
});

Deno.test("functions are passed over with a warning, and slots without one", () => {
  const warnings: string[] = [];
  const file = new RdbBytes(12).raw([245, ...rdbString("#!lua name=mylib")]).select(0)
    .raw([244, 1, 2, 3]).value(0, "k", TEXT);
  const { loader } = load(file, { warn: (message) => warnings.push(message) });
  assertEquals([loader.keys, loader.functions], [1, 1]);
  assertEquals(warnings, ["A library of functions in dump.rdb is not loaded."]);
});

Deno.test("what is no RDB file, or of another kind, is refused with the reason", () => {
  const header = "0: there is no RDB file: REDIS and a version is missing";
  assertEquals(damageOf(new RdbBytes(10, "REDIT")), header);
  const valkey = "0: the format is Valkey's own, which is not known";
  assertEquals(damageOf(new RdbBytes(80, "VALKEY")), valkey);
  const future = "0: the format is of version 13, and 12 is the last one known";
  assertEquals(damageOf(new RdbBytes(13)), future);
  for (const text of ["", "REDIS", "REDIS001", "REDIS0000"]) {
    const file = fileOf(new TextEncoder().encode(text));
    assertThrows(() => new RdbLoader(new TestServer().engine, file), RdbDamageError);
  }
  const start = new RdbBytes(10).select(0);
  // "ReJSON-RL" as a number: nine characters of six bits, and a version of ten.
  const id = [0x81, 0x45, 0xe2, 0x52, 0x38, 0xdf, 0x91, 0x2c, 0x03];
  const module = '"ReJSON-RL"';
  assert(damageOf(start.value(7, "k", id)).endsWith("there is data of the module " + module));
  assert(damageOf(new RdbBytes(10).raw([247, ...id])).endsWith(module));
  assertEquals(damageOf(new RdbBytes(10).raw([246])).slice(0, 2), "10");
  assert(
    damageOf(new RdbBytes(10).value(26, "k", [1])).endsWith("a value has an unknown form, 26"),
  );
  const twice = new RdbBytes(10).value(0, "k", TEXT).value(0, "k", TEXT);
  assert(damageOf(twice).endsWith("a key is there for the second time"));
  assertEquals(load(twice, { replace: true }).loader.keys, 2);
  const sixteen = (index: number) => {
    return index < 16 ? new TestServer().engine.namespace("0") : undefined;
  };
  const many = new RdbBytes(10).select(16);
  assert(damageOf(many, { namespaceOf: sixteen }).endsWith("there is a database 16"));
});

Deno.test("damage is told with the key and the place", () => {
  const start = () => new RdbBytes(10).select(0).value(0, "a", TEXT);
  const at = 9 + 2 + 5;
  const malformed = `${at}: the value (a hash) of the key "user:1" is malformed`;
  assertEquals(damageOf(start().value(16, "user:1", rdbString("no listpack"))), malformed);
  const long = start().value(2, "s", [
    ...rdbLength(2000),
    ...Array.from({ length: 2000 }, (_, i) => rdbString(`${i % 1999}`)).flat(),
  ]);
  assert(damageOf(long).endsWith('the value (a set) of the key "s" is malformed'));
  const key = start().raw([0, 0xc5]);
  assertEquals(damageOf(key), `${at}: a key or what is said of one is malformed`);
  const cut = fileOf(start().value(0, "b", rdbString("cut off")).bytes().slice(0, -12));
  const error = assertThrows(() => {
    new RdbLoader(new TestServer().engine, cut).step(1000);
  }, RdbDamageError);
  const ends = 'the file ends in the middle of the value (a string) of the key "b"';
  assertEquals(`${error.offset}: ${error.reason}`, `${cut.size}: ${ends}`);
});

Deno.test("a checksum that differs stops the load, unless there is none or nobody asks", () => {
  const bytes = new RdbBytes(10).value(0, "k", TEXT).bytes();
  bytes[bytes.length - 1] ^= 1;
  const loadBytes = (options: RdbLoadOptions) => {
    return new RdbLoader(new TestServer().engine, fileOf(bytes), options).step(1000);
  };
  const error = assertThrows(() => loadBytes({}), RdbDamageError);
  assertEquals(
    error.message,
    `Cannot load dump.rdb: at byte ${bytes.length}, the checksum is not that of the file`,
  );
  assertEquals(loadBytes({ checksum: false }), true);
  bytes.fill(0, bytes.length - 8);
  assertEquals(loadBytes({}), true);
});

Deno.test("the RDB may stand behind other bytes, and others behind it if that is said", () => {
  const rdb = new RdbBytes(10).value(0, "k", TEXT).bytes();
  const bytes = Uint8Array.of(1, 2, 3, ...rdb, 4, 5);
  const options = { offset: 3, mayGoOn: true };
  const loader = new RdbLoader(new TestServer().engine, fileOf(bytes), options);
  assertEquals(loader.step(1000), true);
  const strict = new RdbLoader(new TestServer().engine, fileOf(bytes), { offset: 3 });
  const error = assertThrows(() => strict.step(1000), RdbDamageError);
  assertEquals(`${error.offset}: ${error.reason}`, `${3 + rdb.length}: 2 bytes follow the end`);
  assertEquals([loader.loadedBytes, loader.keys], [3 + rdb.length, 1]);
});

Deno.test("all versions are read, those before 5 without a checksum", () => {
  for (let version = 1; version <= 12; version++) {
    const file = new RdbBytes(version).select(0).value(0, "s", TEXT).value(1, "l", [1, ...TEXT])
      .value(2, "set", [1, ...TEXT]).value(3, "z", [1, ...TEXT, 3, 49, 46, 53])
      .value(4, "h", [1, ...TEXT, ...TEXT]).value(
        9,
        "zipmap",
        rdbString([1, 1, 97, 1, 0, 98, 255]),
      );
    const { client, loader } = load(file);
    assertEquals([loader.version, loader.keys], [version, 6]);
    assertEquals(file.bytes().length - loader.loadedBytes, 0);
    client.expectReply("ZRANGE z 0 -1 WITHSCORES", "*2 $1 a $3 1.5");
    client.expectReply("HGETALL zipmap", "*2 $1 a $1 b");
  }
});

Deno.test("packed values that this store would pack otherwise are made anew", () => {
  const file = new RdbBytes(10).select(0)
    .value(16, "h", listpackString("a", "1", "b", 2))
    .value(17, "z", listpackString("b", 2, "a", 1))
    .value(17, "same", listpackString("b", 1, "a", 1))
    .value(17, "text", listpackString("a", "1e0", "b", "+2.5"))
    .value(16, "long", listpackString("f", "x".repeat(63)))
    .value(11, "i", rdbString([2, 0, 0, 0, 3, 0, 0, 0, 1, 0, 2, 0, 3, 0]));
  const { client } = load(file);
  // The "1" above is a string where an integer belongs.
  client.expectReply("HINCRBY h a 5", ":6");
  client.expectReply("HGETALL h", "*4 $1 a $1 6 $1 b $1 2");
  client.expectReply("ZRANGE z 0 -1", "*2 $1 a $1 b");
  client.expectReply("ZRANGE same 0 -1", "*2 $1 a $1 b");
  client.expectReply("ZRANGE text 0 -1 WITHSCORES", "*4 $1 a $1 1 $1 b $3 2.5");
  client.expectReply("OBJECT ENCODING i", "$6 intset");

  // What comes packed stays packed whatever its lengths, as in Redis, but not whatever their number.
  const lengths = load(file, {}, new TestServer({ "hash-max-listpack-value": "9" })).client;
  lengths.expectReply("OBJECT ENCODING long", "$8 listpack");
  const limits = { "hash-max-listpack-entries": "1", "zset-max-listpack-entries": "1" };
  const server = new TestServer({ ...limits, "set-max-intset-entries": "2" });
  const small = load(file, {}, server).client;
  for (const key of ["h", "i"]) small.expectReply(["OBJECT", "ENCODING", key], "$9 hashtable");
  small.expectReply("OBJECT ENCODING z", "$8 skiplist");
  small.expectReply("SORT i", "*3 $1 1 $1 2 $1 3");

  for (const elements of [["a", 1, "a", 2], ["a", 1, "b"]]) {
    for (const form of [16, 17]) {
      const bad = new RdbBytes(10).value(form, "k", listpackString(...elements));
      assert(damageOf(bad).endsWith("is malformed"), `${form}`);
    }
  }
});

Deno.test("a file tells the names of namespaces that have no number", () => {
  const file = new RdbBytes(10).aux("vortis-namespace-16", "users").select(0).value(0, "a", TEXT)
    .select(16).value(0, "b", TEXT).select(17).value(0, "c", TEXT);
  const { server } = load(file);
  for (const [name, key] of [["0", "a"], ["users", "b"], ["17", "c"]]) {
    const namespace = server.engine.namespace(name);
    namespace.loadText(key);
    assert(namespace.find() !== 0 && namespace.size === 1, name);
  }
  assertEquals(server.engine.changes, 0);
});
