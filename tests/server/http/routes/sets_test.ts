import { assert, assertEquals } from "@std/assert";
import { Collections } from "../../../helpers/http/http_collections.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

Deno.test("a set is written whole and in parts, read and deleted", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const members = ["a", "b", { base64: "/w==" }, 7];
    assertEquals(await http.send("PUT", "/sets/s", { members }), [201, { length: 4 }]);
    const page = await http.get("/sets/s");
    assertEquals([page.type, page.length, page.next], ["set", 4, null]);
    assertEquals(page.members.map(String).sort(), ["7", "[object Object]", "a", "b"]);
    assertEquals(await test.resp.call("SISMEMBER", "s", "7"), 1);
    const patch = { add: ["b", "c", "d"], remove: ["a", "none"] };
    assertEquals(await http.send("PATCH", "/sets/s", patch), [200, {
      added: 2,
      removed: 1,
      length: 5,
    }]);
    assertEquals(await http.send("PUT", "/sets/s", { members: ["x"], ttl: 5 }), [200, {
      length: 1,
    }]);
    assertEquals(await test.resp.call("TTL", "s"), 5);
    assertEquals(await http.send("PATCH", "/sets/s", { remove: ["x"] }), [200, {
      added: 0,
      removed: 1,
      length: 0,
    }]);
    await http.refused(404, "", "GET", "/sets/s");
    await http.send("PUT", "/sets/s", { members: ["x"] });
    assertEquals(await http.send("DELETE", "/sets/s"), [204, undefined]);
    await http.refused(404, "", "DELETE", "/sets/s");
  }));

Deno.test("members are asked for, added and removed one by one, whatever bytes they are", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    for (const member of ["a%2Fb", "%FF%00", "%E2%82%AC", "..%2F"]) {
      const path = `/sets/s/members/${member}`;
      await http.refused(404, "", "GET", path);
      assertEquals(await http.send("PUT", path), [201, undefined]);
      assertEquals(await http.send("PUT", path), [204, undefined]);
      assertEquals((await http.send("GET", path))[0], 200);
    }
    assertEquals(await http.get("/sets/s/members/%FF%00"), { member: { base64: "/wA=" } });
    assertEquals(await test.resp.call("SISMEMBER", "s", Uint8Array.of(255, 0)), 1);
    assertEquals(await http.send("DELETE", "/sets/s/members/a%2Fb"), [204, undefined]);
    await http.refused(404, "", "DELETE", "/sets/s/members/a%2Fb");
  }));

Deno.test("a large set comes page by page", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const members = Array.from({ length: 20_000 }, (_, i) => `member ${i}`);
    await http.send("PUT", "/sets/s", { members });
    const seen = new Set<string>();
    let cursor: string | null = "0";
    while (cursor !== null) {
      const page: { members: string[]; next: string | null } = await http.get(
        `/sets/s?cursor=${cursor}&limit=2000`,
      );
      assert(page.members.length < 6000);
      for (const member of page.members) seen.add(member);
      cursor = page.next;
    }
    assertEquals(seen.size, 20_000);
  }));

Deno.test("wrong types and wrong input of sets", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    await test.resp.call("SET", "k", "x");
    for (
      const request of [
        ["GET", "/sets/k"],
        ["PUT", "/sets/k", { members: ["a"] }],
        ["PATCH", "/sets/k", { add: ["a"] }],
        ["DELETE", "/sets/k"],
        ["GET", "/sets/k/members/a"],
        ["PUT", "/sets/k/members/a"],
        ["DELETE", "/sets/k/members/a"],
      ] as [string, string, unknown?][]
    ) await http.refused(409, "", ...request);
    await http.refused(400, "members", "PUT", "/sets/s", { members: "a" });
    await http.refused(400, "members.0", "PUT", "/sets/s", { members: [[]] });
    await http.refused(400, "body", "PATCH", "/sets/s", {});
    await http.refused(400, "add", "PATCH", "/sets/s", { add: [] });
    await http.refused(400, "match", "GET", "/sets/s?match=a&match=b");
    await test.resp.call("CONFIG", "SET", "maxmemory", "1");
    await http.refused(507, "", "PUT", "/sets/s", { members: ["a"] });
    await http.refused(507, "", "PUT", "/sets/s/members/a");
  }));
