import { assert, assertEquals } from "@std/assert";
import { type HttpTest, withHttp } from "../../../helpers/http/http_server.ts";

const KEY = "/v1/namespaces/0/keys/k";
const TEXT = "compressible ".repeat(1000);

type Coded = { body: BodyInit | null; coding: string; type?: string };

async function compressed(text: BodyInit, format: CompressionFormat) {
  const stream = new Response(text).body!.pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Zeros, which take no memory before they are compressed. */
function zeros(bytes: number) {
  const part = new Uint8Array(100_000);
  return ReadableStream.from((function* () {
    for (let left = bytes; left > 0; left -= part.length) yield part.subarray(0, left);
  })());
}

function put({ fetch }: HttpTest, { body, coding, type = "text/plain" }: Coded, path = KEY) {
  const headers = { "content-encoding": coding, "content-type": type };
  return fetch(path, { method: "PUT", body, headers });
}

/** A body whose length is not said. */
function chunked(bytes: Uint8Array<ArrayBuffer>, size: number) {
  return ReadableStream.from((function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })());
}

async function refusal(response: Response): Promise<[number, string, string]> {
  const { type, errors } = await response.json();
  return [response.status, type.replace("urn:vortis:problem:", ""), errors?.[0].field ?? ""];
}

Deno.test("a compressed body is stored as what it says", () =>
  withHttp({}, async (test) => {
    const { resp, fetch, json } = test;
    const gzip = await compressed(TEXT, "gzip");
    const deflate = await compressed(TEXT, "deflate");
    const sent: readonly (readonly [coding: string, body: BodyInit])[] = [
      ["gzip", gzip],
      ["x-gzip", gzip],
      ["GZip", gzip],
      [" identity , gzip", gzip],
      ["deflate", deflate],
      ["identity", TEXT],
      ["", TEXT],
      ["gzip", chunked(gzip, 10)],
      ["deflate", chunked(deflate, 1)],
      ["identity", chunked(new TextEncoder().encode(TEXT), 999)],
    ];
    for (const [coding, body] of sent) {
      await resp.call("DEL", "k");
      const response = await put(test, { body, coding });
      assertEquals([response.status, await response.text()], [201, ""], coding);
      assertEquals(await resp.call("GET", "k"), TEXT, coding);
    }
    // What the type says is looked at in what has been stored.
    const body = await compressed('{"a": 1', "gzip");
    assertEquals(
      await refusal(await put(test, { body, coding: "gzip", type: "application/json" })),
      [400, "invalid-request", "body"],
    );
    // All routes, not those of strings alone.
    const headers = { "content-encoding": "gzip" };
    const command = await compressed('["SET", "of a command", "v"]', "gzip");
    assertEquals(await json("/v1/commands", { method: "POST", body: command, headers }), {
      result: "OK",
    });
    const increment = await compressed('{"increment": 5}', "gzip");
    const path = "/v1/namespaces/0/keys/n";
    assertEquals(await json(path, { method: "PATCH", body: increment, headers }), {
      value: 5,
      ttl: null,
    });
    const items = await compressed('{"items": ["a"]}', "gzip");
    const list = { method: "PUT", body: items, headers };
    assertEquals(await json("/v1/namespaces/0/lists/l", { ...list, status: 201 }), { length: 1 });
    assertEquals((await fetch(KEY, { headers })).status, 200);
  }));

Deno.test("other encodings are refused, and nothing is stored", () =>
  withHttp({}, async (test) => {
    const body = await compressed(TEXT, "gzip");
    for (const coding of ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "gzip;q=1"]) {
      const response = await put(test, { body, coding });
      assertEquals(response.headers.get("accept-encoding"), "gzip, deflate", coding);
      const refused = [415, "unsupported-content-encoding", "content-encoding"];
      assertEquals(await refusal(response), refused, coding);
    }
    assertEquals(await test.resp.call("EXISTS", "k"), 0);
    const { paths } = await test.json<{ paths: Record<string, Paths> }>("/openapi.json");
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { requestBody, responses }] of Object.entries(methods)) {
        const described = "415" in responses && "413" in responses;
        assertEquals(described, requestBody !== undefined, `${method} ${path}`);
      }
    }
  }));

Deno.test("what is no compressed body is refused, and nothing is stored", () =>
  withHttp({}, async (test) => {
    const gzip = await compressed(TEXT, "gzip");
    const wrong = gzip.slice();
    wrong[wrong.length - 8] ^= 1;
    const bodies: [string, Uint8Array<ArrayBuffer>][] = [
      ["no gzip", new TextEncoder().encode(TEXT)],
      ["cut off", gzip.subarray(0, -3)],
      ["with a wrong checksum", wrong],
      ["with more behind it", Uint8Array.of(...gzip, 1, 2, 3)],
    ];
    for (const [what, body] of bodies) {
      const response = await put(test, { body, coding: "gzip" });
      assertEquals(await refusal(response), [400, "invalid-request", "body"], what);
      const parts = await put(test, { body: chunked(body, 7), coding: "gzip" });
      assertEquals(await refusal(parts), [400, "invalid-request", "body"], what);
    }
    assertEquals(await test.resp.call("EXISTS", "k"), 0);
    assertEquals(test.log.filter((line) => line.includes("Error in an HTTP")), []);
  }));

Deno.test("the limit of a body is that of what comes out of it", () =>
  withHttp({ "http-max-body": "1mb" }, async (test) => {
    const of = async (bytes: number) => await compressed(zeros(bytes), "gzip");
    assertEquals((await put(test, { body: await of(1024 * 1024), coding: "gzip" })).status, 201);
    const larger = await of(1024 * 1024 + 1);
    assert(larger.length < 10_000);
    const tooLarge = [413, "body-too-large", ""];
    assertEquals(await refusal(await put(test, { body: larger, coding: "gzip" })), tooLarge);
    assertEquals(
      await refusal(await put(test, { body: chunked(larger, 100), coding: "gzip" })),
      tooLarge,
    );
    // A bomb: half a gigabyte in half a megabyte, which is not taken into memory to find that out.
    const bomb = await of(500_000_000);
    assert(bomb.length < 1024 * 1024);
    const before = Deno.memoryUsage().rss;
    let most = before;
    const watching = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 1);
    try {
      assertEquals(await refusal(await put(test, { body: bomb, coding: "gzip" })), tooLarge);
      assertEquals(
        await refusal(await put(test, { body: bomb, coding: "gzip" }, "/v1/namespaces/0/lists/l")),
        tooLarge,
      );
    } finally {
      clearInterval(watching);
    }
    most = Math.max(most, Deno.memoryUsage().rss);
    assert(most - before < 50_000_000, `${most - before} bytes`);
    assertEquals(await test.resp.call("STRLEN", "k"), 1024 * 1024);
    assertEquals(await test.resp.call("EXISTS", "l"), 0);
  }));

interface Paths {
  [method: string]: { requestBody?: unknown; responses: Record<string, unknown> };
}
