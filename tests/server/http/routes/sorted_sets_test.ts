import { assert, assertEquals } from "@std/assert";
import { Collections } from "../../../helpers/http/http_collections.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

const PATH = "/sorted-sets/z";

Deno.test("a sorted set is written whole and in parts, and read by rank", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const members = Array.from({ length: 250 }, (_, i) => ({ member: `m${i}`, score: i / 2 }));
    assertEquals(await http.send("PUT", PATH, { members }), [201, { length: 250 }]);
    assertEquals(await test.resp.call("ZSCORE", "z", "m3"), "1.5");
    assertEquals(await http.get(PATH), {
      type: "zset",
      length: 250,
      members: members.slice(0, 100),
      next: 100,
    });
    assertEquals((await http.get(`${PATH}?start=200&limit=50`)).next, null);
    assertEquals((await http.get(`${PATH}?start=200&limit=49`)).next, 249);
    const top = await http.get(`${PATH}?order=desc&limit=2`);
    assertEquals([top.members, top.next], [[members[249], members[248]], 2]);
    assertEquals((await http.get(`${PATH}?start=-2`)).members, members.slice(248));
    assertEquals((await http.get(`${PATH}?start=-2&limit=1`)).next, 249);
    const patch = {
      set: [{ member: "m0", score: -1 }, { member: "new", score: "inf" }],
      remove: ["m1", "none"],
    };
    assertEquals(await http.send("PATCH", PATH, patch), [200, {
      added: 1,
      removed: 1,
      length: 250,
    }]);
    assertEquals((await http.get(`${PATH}?start=-1`)).members, [{ member: "new", score: "inf" }]);
    assertEquals(await http.send("DELETE", PATH), [204, undefined]);
    await http.refused(404, "", "GET", PATH);
  }));

Deno.test("ranges of scores and patterns of members", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const members = Array.from({ length: 20 }, (_, i) => ({ member: `m${i}`, score: i }));
    await http.send("PUT", PATH, { members });
    const range = async (query: string) => {
      const { members, next } = await http.get(`${PATH}?${query}`);
      return [members.map(({ score }: { score: number }) => score), next];
    };
    assertEquals(await range("min=3&max=(6"), [[3, 4, 5], null]);
    assertEquals(await range("min=17"), [[17, 18, 19], null]);
    assertEquals(await range("max=2&order=desc"), [[2, 1, 0], null]);
    assertEquals(await range("min=(3&max=%2Binf&limit=2&start=1"), [[5, 6], 3]);
    assertEquals(await range("min=(3&max=+inf&limit=2&start=1"), [[5, 6], 3]);
    assertEquals(await range("min=100"), [[], null]);
    assertEquals(await range("match=m1*"), [[1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], null]);
    await http.refused(400, "start", "GET", `${PATH}?min=1&start=-1`);
  }));

Deno.test("one member: score and rank, written, added to, removed", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const path = `${PATH}/members/a%2F%FF`;
    assertEquals(await http.send("PUT", path, { score: 1.5 }), [201, undefined]);
    assertEquals(await http.send("PUT", path, { score: "-inf" }), [204, undefined]);
    assertEquals(await http.send("PUT", path, { score: 2 }), [204, undefined]);
    await http.send("PUT", `${PATH}/members/b`, { score: 1 });
    assertEquals(await http.get(path), { member: { base64: "YS//" }, score: 2, rank: 1 });
    assertEquals(await http.send("PATCH", path, { increment: 0.25 }), [200, { score: 2.25 }]);
    assertEquals(await http.send("PATCH", `${PATH}/members/c`, { increment: "inf" }), [200, {
      score: "inf",
    }]);
    await http.refused(409, "", "PATCH", `${PATH}/members/c`, { increment: "-inf" });
    assertEquals(await http.send("DELETE", path), [204, undefined]);
    await http.refused(404, "", "DELETE", path);
    await http.refused(404, "", "GET", path);
  }));

Deno.test("a large sorted set comes in parts", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const members = Array.from({ length: 50_000 }, (_, i) => ({ member: `m${i}`, score: i }));
    await http.send("PUT", PATH, { members });
    const startedMs = performance.now();
    const page = await http.get(`${PATH}?start=40000&limit=2`);
    assertEquals([page.members, page.next], [members.slice(40_000, 40_002), 40_002]);
    assert(performance.now() - startedMs < 200);
    const scan = await http.get(`${PATH}?match=*&limit=100`);
    assert(scan.members.length < 1000 && typeof scan.next === "string");
  }));

Deno.test("wrong types and wrong input of sorted sets", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    await test.resp.call("SADD", "z", "x");
    const one = { member: "a", score: 1 };
    for (
      const request of [
        ["GET", PATH],
        ["PUT", PATH, { members: [one] }],
        ["PATCH", PATH, { set: [one] }],
        ["DELETE", PATH],
        ["GET", `${PATH}/members/a`],
        ["PUT", `${PATH}/members/a`, { score: 1 }],
        ["PATCH", `${PATH}/members/a`, { increment: 1 }],
        ["DELETE", `${PATH}/members/a`],
      ] as [string, string, unknown?][]
    ) await http.refused(409, "", ...request);
    await test.resp.call("DEL", "z");
    await http.refused(400, "members.0.score", "PUT", PATH, {
      members: [{ member: "a", score: "nan" }],
    });
    await http.refused(400, "members.0.member", "PUT", PATH, { members: [{ score: 1 }] });
    await http.refused(400, "members", "PUT", PATH, { members: [] });
    await http.refused(400, "body", "PATCH", PATH, {});
    await http.refused(400, "score", "PUT", `${PATH}/members/a`, {});
    await http.refused(400, "min", "GET", `${PATH}?min=x`);
    await http.refused(400, "max", "GET", `${PATH}?max=((1`);
    await http.refused(400, "order", "GET", `${PATH}?order=up`);
    // A number that JSON can write and a double cannot hold.
    await http.refused(400, "score", "PUT", `${PATH}/members/a`, '{"score": 1e999}');
    assertEquals(await test.resp.call("DBSIZE"), 0);
  }));
