/** Keys of every type for the pages to show: such as people have, and such as mean harm. */
import type { RespClient } from "../../resp/client.ts";

/** Fills the server with keys as people have them. */
export async function fillWithSamples(resp: RespClient): Promise<void> {
  const commands: (string | Uint8Array)[][] = [
    ["SET", "greeting", "Hello, world"],
    [
      "SET",
      "session:9f2c41",
      '{"user":1017,"roles":["admin","editor"],"since":"2031-05-04T13:02:07Z","flags":{"beta":true,"limit":25.0}}',
      "EX",
      "1800",
    ],
    ["SET", "counter:visits", "184224"],
    [
      "SET",
      "page:/index.html",
      "<!doctype html>\n<title>Home</title>\n<h1>Welcome</h1>\n",
      "EX",
      "86400",
    ],
    [
      "SET",
      "avatar:1017",
      new Uint8Array([
        0x89,
        0x50,
        0x4e,
        0x47,
        0x0d,
        0x0a,
        0x1a,
        0x0a,
        0,
        0,
        0,
        0x0d,
        0x49,
        0x48,
        0x44,
        0x52,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        1,
        8,
        6,
        0,
        0,
        0,
      ]),
    ],
    [
      "HSET",
      "user:1017",
      "name",
      "Ada Lovelace",
      "email",
      "ada@example.org",
      "city",
      "London",
      "visits",
      "42",
      "token",
      "b7e9-4f10",
    ],
    ["HPEXPIRE", "user:1017", "900000", "FIELDS", "1", "token"],
    ["HSET", "user:1018", "name", "Grace Hopper", "email", "grace@example.org", "city", "New York"],
    ["RPUSH", "queue:mail", "welcome:1017", "invoice:2290", "reminder:1018", "newsletter:77"],
    ["SADD", "tags:article:12", "deno", "typescript", "cache", "storage", "memory"],
    [
      "ZADD",
      "leaderboard",
      "2890",
      "ada",
      "2410",
      "grace",
      "1995",
      "linus",
      "1730.5",
      "margaret",
      "1204",
      "ken",
    ],
    ["XADD", "orders", "*", "item", "keyboard", "price", "89.90", "currency", "EUR"],
    ["XADD", "orders", "*", "item", "monitor", "price", "349.00", "currency", "EUR"],
    ["XADD", "orders", "*", "item", "cable", "price", "7.50", "currency", "EUR"],
    ["XGROUP", "CREATE", "orders", "shipping", "0"],
    ["XREADGROUP", "GROUP", "shipping", "worker-1", "COUNT", "2", "STREAMS", "orders", ">"],
    ["SETBIT", "online:today", "1017", "1"],
  ];
  for (let user = 1100; user < 1400; user++) {
    commands.push(["SET", `profile:${user}`, `{"id":${user}}`, "EX", String(3600 + user)]);
  }
  for (const command of commands) await resp.command(...command);
}

/** What would run if it were ever taken for HTML. */
export const HOSTILE_HTML =
  '<img src=x onerror="globalThis.wasRun=1"><script>globalThis.wasRun=1</script>';

/** Fills the server with keys that mean harm, or are hard to show. */
export async function fillWithHostileData(resp: RespClient): Promise<void> {
  const bytes = new Uint8Array([0xff, 0x00, 0xfe, 0x3c, 0x62, 0x3e]);
  const commands: (string | Uint8Array)[][] = [
    ["SET", HOSTILE_HTML, HOSTILE_HTML],
    ["SET", bytes, bytes],
    ["SET", `long:${"k".repeat(5000)}`, "v".repeat(100_000)],
    ["SET", "turned:\u202egnp.exe", "\u202eabc"],
    ["SET", "empty", ""],
    ["SET", "javascript:alert(1)", "javascript:alert(1)"],
    ["HSET", "hostile:hash", HOSTILE_HTML, HOSTILE_HTML, "__proto__", "x", bytes, bytes],
    ["RPUSH", "hostile:list", HOSTILE_HTML, bytes],
    ["SADD", "hostile:set", HOSTILE_HTML, bytes],
    ["ZADD", "hostile:zset", "inf", HOSTILE_HTML, "-inf", bytes],
    ["XADD", "hostile:stream", "1-1", HOSTILE_HTML, HOSTILE_HTML],
  ];
  for (const command of commands) await resp.command(...command);
}
