import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { diagnoseMemory } from "../../../../server/commands/diagnostics/memory_doctor.ts";
import type { MemoryReport } from "../../../../server/diagnostics/memory_report.ts";
import { TestServer } from "../../../helpers/commands.ts";

const MB = 1024 * 1024;

Deno.test("MEMORY USAGE is what the key adds to the memory in use, and its slot", () => {
  const server = new TestServer();
  const { reply, expectReply } = server.client();
  const slot = 6;
  // The first record of a size class brings no table segment with it: the table is there.
  reply("SET warm up");
  for (const [key, value] of [["a", ""], ["key", "v".repeat(100)], ["k".repeat(300), "x"]]) {
    const before = server.engine.usedBytes;
    reply(`SET ${key} "${value}"`);
    expectReply(`MEMORY USAGE ${key}`, `:${server.engine.usedBytes - before + slot}`);
  }
  const before = server.engine.usedBytes;
  reply(["SET", "large", "v".repeat(MB)]);
  expectReply("MEMORY USAGE large SAMPLES 0", `:${server.engine.usedBytes - before + slot}`);
  assert(server.engine.usedBytes - before >= MB);
  expectReply("MEMORY USAGE missing", "$-1");
  expectReply("MEMORY USAGE a SAMPLES -1", "-ERR syntax error");
  expectReply("MEMORY USAGE a SAMPLES x", "-ERR value is not an integer or out of range");
});

Deno.test("MEMORY USAGE is no use of the key", () => {
  const server = new TestServer();
  const { reply, expectReply } = server.client();
  reply("SET k v");
  server.advance(5000);
  reply("MEMORY USAGE k");
  expectReply("OBJECT IDLETIME k", ":5");
});

Deno.test("MEMORY STATS breaks down what is in use", () => {
  const server = new TestServer();
  const client = server.client();
  for (let i = 0; i < 100; i++) client.reply(`SET key:${i} value`);
  const parts = client.reply("MEMORY STATS").split(" ");
  const integer = (name: string) => {
    const value = parts[parts.indexOf(name) + 1];
    assert(value?.startsWith(":"), `${name} is ${value}`);
    return Number(value.slice(1));
  };
  const used = server.engine.usedBytes;
  assertEquals(integer("total.allocated"), used);
  assertEquals(integer("dataset.bytes") + integer("overhead.total"), used);
  assertEquals(integer("keys.count"), 100);
  assertEquals(integer("keys.bytes-per-key"), Math.floor(used / 100));
  assert(parts.includes("db.0"));
  assertEquals(new TestServer().client(3).reply("MEMORY STATS").startsWith("%27 "), true);
});

Deno.test("MEMORY PURGE and MALLOC-STATS", () => {
  const { reply, expectReply } = new TestServer().client();
  reply("SET k v");
  expectReply("MEMORY PURGE", "+OK");
  assertStringIncludes(reply("MEMORY MALLOC-STATS"), "\\n0: ");
});

Deno.test("MEMORY DOCTOR names what is unusual", () => {
  const healthy: MemoryReport = {
    usedBytes: 100 * MB,
    peakBytes: 110 * MB,
    tableBytes: 10 * MB,
    datasetBytes: 90 * MB,
    reservedBytes: 112 * MB,
    residentBytes: 180 * MB,
    heapUsedBytes: 10 * MB,
    heapTotalBytes: 20 * MB,
    externalBytes: 112 * MB,
    clientBytes: MB,
    keys: 1e6,
    keyspaces: [],
  };
  assertEquals(diagnoseMemory(healthy, 0, 10), "Nothing unusual about the memory.\n");
  const cases: [Partial<MemoryReport>, number, string][] = [
    [{ peakBytes: 200 * MB }, 0, "High peak: there once were 200.00M"],
    [{ reservedBytes: 150 * MB }, 0, "Fragmentation: the arenas hold 150.00M"],
    [{ residentBytes: 600 * MB }, 0, "Process larger than its data: 600.00M"],
    [{ clientBytes: 10 * MB }, 0, "Large client buffers: 10.00M for 10 clients"],
    [{}, 101 * MB, "Near the limit: 100.00M of maxmemory 101.00M"],
    [{ usedBytes: 1000 }, 0, "There is too little data"],
  ];
  for (const [change, maxMemory, finding] of cases) {
    const text = diagnoseMemory({ ...healthy, ...change }, maxMemory, 10);
    assertEquals(text.split("\n").length, 2, text);
    assertStringIncludes(text, finding);
  }
  assertStringIncludes(new TestServer().client().reply("MEMORY DOCTOR"), "too little data");
});

Deno.test("MEMORY USAGE counts the elements of a large collection", () => {
  const { expectReply, reply } = new TestServer({ "hash-max-listpack-entries": "10" }).client();
  const pairs = Array.from({ length: 1000 }, (_, i) => [`field${i}`, "0123456789"]).flat();
  expectReply(["HSET", "h", ...pairs], ":1000");
  const bytes = Number(reply("MEMORY USAGE h").slice(1));
  assert(bytes > 24_000 && bytes < 60_000, `${bytes} bytes`);
});
