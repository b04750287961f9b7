import { assert, assertEquals } from "@std/assert";
import { Collections } from "../../../helpers/http/http_collections.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

Deno.test("a key of any type is shown with its kind, its times and the first part of its value", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const { resp } = test;
    await resp.call("SET", "string", "text", "EX", 100);
    await resp.call("SET", "number", 42);
    await resp.call("RPUSH", "list", "a", "b");
    await resp.call("HSET", "hash", "f", "v");
    await resp.call("SADD", "set", 1, 2);
    await resp.call("ZADD", "zset", 1.5, "a");
    await resp.call("XADD", "stream", "1-0", "f", "v");
    const shown = async (key: string) => {
      const { bytes, ...value } = await http.get(`/values/${key}`);
      assert(bytes > 0 && bytes < 2000, `${key}: ${bytes}`);
      return value;
    };
    const { ttl, ...string } = await shown("string");
    assert(ttl > 99 && ttl <= 100);
    assertEquals(string, {
      ...{ key: "string", encoding: "embstr", type: "string" },
      ...{ length: 4, start: 0, value: "text", next: null },
    });
    assertEquals((await shown("number")).encoding, "int");
    assertEquals(await shown("list"), {
      ...{ key: "list", encoding: "quicklist", ttl: null, type: "list" },
      ...{ length: 2, start: 0, items: ["a", "b"], next: null },
    });
    assertEquals((await shown("hash")).fields, [{ field: "f", value: "v" }]);
    assertEquals((await shown("set")).encoding, "intset");
    assertEquals((await shown("zset")).members, [{ member: "a", score: 1.5 }]);
    assertEquals((await shown("stream")).entries.length, 1);
    await resp.call("SET", Uint8Array.of(0xff), Uint8Array.of(0x80));
    const bytes = await shown("%FF");
    assertEquals([bytes.key, bytes.value], [{ base64: "/w==" }, { base64: "gA==" }]);
    await http.refused(404, "", "GET", "/values/none");
    await http.refused(400, "key", "GET", "/values/%");
    await http.refused(400, "cursor", "GET", "/values/list?cursor=0");
    await http.refused(400, "limit", "GET", "/values/string?limit=1");
  }));

Deno.test("a long string comes in parts that end with whole characters", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const text = "a€😀é".repeat(30_000);
    await test.resp.call("SET", "s", text);
    for (const limit of [4, 5, 6, 7, 100_001]) {
      let start: number | null = 0;
      let read = "";
      for (let parts = 0; start !== null && (limit > 10 || parts < 50); parts++) {
        const part: { value: string; next: number | null } = await http.get(
          `/values/s?start=${start}&limit=${limit}`,
        );
        assertEquals(typeof part.value, "string");
        read += part.value;
        start = part.next;
      }
      assertEquals(text.startsWith(read) && read.length > 40, true);
      if (limit > 10) assertEquals(read, text);
    }
    await test.resp.call("SET", "bytes", new Uint8Array(100_000).fill(0x80));
    const part = await http.get("/values/bytes");
    assertEquals([part.length, part.next], [100_000, 65_536]);
    assertEquals((await http.get("/values/s?start=900000")).value, "");
  }));
