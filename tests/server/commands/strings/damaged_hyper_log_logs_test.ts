/** HyperLogLogs that somebody has damaged, or made to do damage: see CVE-2025-32023. */
import { assert, assertEquals } from "@std/assert";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const ROUNDS = 3000;
const CORRUPT = "-INVALIDOBJ Corrupted HLL object detected";
/** What stands before the registers: "HYLL", the encoding, three bytes, the cached count. */
const HEAD_BYTES = 16;
const DENSE_BYTES = HEAD_BYTES + 12288;

function valueOf(client: TestClient, key: string): Uint8Array {
  const reply = client.replyBytes(["GET", key]);
  return reply.slice(reply.indexOf(10) + 1, -2);
}

/** A sparse one with those bytes, its count not cached. */
function sparse(...runs: number[]): Uint8Array {
  const head = [...new TextEncoder().encode("HYLL"), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80];
  return Uint8Array.from([...head, ...runs]);
}

Deno.test("runs of registers that are more than there are, or fewer, are corrupt", () => {
  const client = new TestServer().client();
  const { reply, expectReply } = client;
  // A run of 16384 zeros is all; the ones below end too late, too early, or in the middle.
  const all = [0x7f, 0xff];
  const bad = [[...all, ...all], [...all, 0x80], [0x7f, 0xfe], [], [0x7f], [0x3f], [0x80]];
  bad.push([...all.slice(0, 1), 0xff, ...Array(200).fill(0x7f)], Array(600).fill(0xff));
  for (const runs of bad) {
    reply(["SET", "k", sparse(...runs)]);
    expectReply("PFCOUNT k", CORRUPT);
    expectReply("PFMERGE k k", CORRUPT);
    expectReply("PFCOUNT k k", CORRUPT);
    assertEquals(valueOf(client, "k"), sparse(...runs));
  }
  reply(["SET", "k", sparse(...all)]);
  expectReply("PFCOUNT k", ":0");
  expectReply("PFADD k a", ":1");
});

Deno.test("random damage makes an error or a number, and never a longer value", () => {
  for (const seed of seeds("HyperLogLog damage")) {
    const random = new Random(seed);
    const client = new TestServer().client();
    client.reply(["PFADD", "sparse", ...Array.from({ length: 60 }, (_, i) => `${i}`)]);
    client.reply(["PFADD", "dense", ...Array.from({ length: 5000 }, (_, i) => `${i}`)]);
    const good = ["sparse", "dense"].map((key) => valueOf(client, key));
    assertEquals(good[1].length, DENSE_BYTES);
    let corrupt = 0;
    for (let i = 0; i < ROUNDS; i++) {
      let damaged = good[i % 8 === 0 ? 1 : 0].slice();
      for (let flips = random.int(1, 4); flips > 0; flips--) {
        damaged[random.int(damaged.length)] = random.int(256);
      }
      if (random.chance(0.2)) damaged = damaged.slice(0, random.int(damaged.length));
      if (random.chance(0.8)) damaged[15] = 0x80; // the count is not to be taken from the cache
      client.reply(["SET", "k", damaged]);
      for (const request of ["PFADD k x y z", "PFCOUNT k", "PFCOUNT k sparse", "PFMERGE k dense"]) {
        const reply = client.reply(request);
        if (reply === CORRUPT) corrupt++;
        else assert(/^(:\d+|\+OK|-WRONGTYPE .*)$/.test(reply), `${request}: ${reply}`);
      }
      assert(valueOf(client, "k").length <= DENSE_BYTES + 1);
    }
    assert(corrupt > 100);
  }
});
