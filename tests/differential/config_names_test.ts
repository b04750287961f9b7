/**
 * Tools read settings by name and expect what redis-server has: CONFIG GET lists every one of its names,
 * with its default, and CONFIG SET refuses what it refuses.
 */
import { assertEquals } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { RespError } from "../../resp/reply.ts";
import { foreignSettings } from "../../server/config/foreign/lookup.ts";
import { startPair } from "./yardstick.ts";

/** What Vortis has and Redis 7.0 does not. */
const OF_VORTIS = ["http-cors-origin", "http-max-body", "http-port", "max-keys"];

/** What depends on how a server of a test is started, and on which machine. */
const BY_START = ["dir", "port"];

function connect(port: number): Promise<RespClient> {
  return RespClient.connect({ hostname: "127.0.0.1", port });
}

async function settingsOf(client: RespClient): Promise<Map<string, string>> {
  const list = await client.call("CONFIG", "GET", "*") as string[];
  const pairs = list.flatMap((name, i) => i % 2 === 0 ? [[name, list[i + 1]] as const] : []);
  return new Map(pairs.sort(([a], [b]) => a < b ? -1 : 1));
}

Deno.test("CONFIG GET * lists the settings of redis-server, at its defaults", async () => {
  await using pair = await startPair();
  using redis = await connect(pair.redis.port);
  using subject = await connect(pair.subject.port);
  const expected = await settingsOf(redis);
  const found = await settingsOf(subject);
  for (const name of OF_VORTIS) found.delete(name);
  assertEquals([...found.keys()], [...expected.keys()]);
  for (const name of BY_START) for (const settings of [expected, found]) settings.delete(name);
  assertEquals(found, expected);
});

Deno.test("CONFIG SET of what Vortis does not have: as Redis where nothing is to change", async () => {
  await using pair = await startPair();
  using redis = await connect(pair.redis.port);
  using subject = await connect(pair.subject.port);
  const answer = (client: RespClient, name: string, value: string) =>
    client.call("CONFIG", "SET", name, value).catch((error) => {
      if (error instanceof RespError) return error.message;
      throw error;
    });
  for (const [name, { isDirective, kind }] of foreignSettings()) {
    const value = isDirective ? "x" : await textOf(redis, name);
    // Redis makes its TLS anew for these, which it cannot without certificates.
    if (!name.startsWith("tls-")) {
      assertEquals(await answer(subject, name, value), await answer(redis, name, value), name);
    }
    if (kind.placeholder === "text") continue;
    const wrong = "not a value";
    assertEquals(await answer(subject, name, wrong), await answer(redis, name, wrong), name);
  }
});

async function textOf(client: RespClient, name: string): Promise<string> {
  const [, value] = await client.call("CONFIG", "GET", name) as string[];
  return value;
}
