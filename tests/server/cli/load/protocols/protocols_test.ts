/** What requests look like on the wire. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { HttpProtocol } from "../../../../../server/cli/load/protocols/http_protocol.ts";
import { keySequence } from "../../../../../server/cli/load/key_sequence.ts";
import type { LoadProtocol } from "../../../../../server/cli/load/protocols/protocol.ts";
import { parseTarget } from "../../../../../server/cli/load/load_target.ts";
import { operationOf } from "../../../../../server/cli/load/operations.ts";
import {
  RequestWriter,
  ValueSource,
} from "../../../../../server/cli/load/protocols/request_template.ts";
import { RespProtocol } from "../../../../../server/cli/load/protocols/resp_protocol.ts";
import { SeededRandom } from "../../../../../server/cli/load/seeded_random.ts";
import { parseServerUrl } from "../../../../../server/cli/server_url.ts";

interface Contents {
  sizes?: { min: number; max: number };
  ttlMs?: number;
  keyPrefix?: string;
}

/** The first requests of an operation, keys being 0, 1, 2. */
function requests(protocol: LoadProtocol, name: string, contents: Contents, count = 1): string[] {
  const random = new SeededRandom(1);
  const values = new ValueSource(contents.sizes ?? { min: 3, max: 3 }, random);
  const template = protocol.template(operationOf(name)!, {
    values,
    keyPrefix: contents.keyPrefix ?? "",
    ttlMs: contents.ttlMs,
  });
  const keys = keySequence({ kind: "sequential" }, 1000, random);
  const writer = new RequestWriter([template], keys, 100, values, random);
  return Array.from({ length: count }, () => {
    const bytes = new Uint8Array(writer.maxBytes);
    return new TextDecoder().decode(bytes.subarray(0, writer.write(bytes, 0, 0)));
  });
}

const resp = new RespProtocol(parseServerUrl("redis://127.0.0.1"));

function http(url = "http://127.0.0.1:8080"): HttpProtocol {
  const target = parseTarget(url);
  assert(target.kind === "http");
  return new HttpProtocol(target.url);
}

Deno.test("RESP: keys have twelve digits and follow one another", () => {
  assertEquals(requests(resp, "get", {}, 2), [
    "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000000\r\n",
    "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000001\r\n",
  ]);
  const [mget] = requests(resp, "mget", {});
  assertMatch(mget, /^\*11\r\n\$4\r\nMGET\r\n(\$16\r\nkey:00000000000\d\r\n){10}$/);
});

Deno.test("RESP: values, times to live and prefixes", () => {
  assertMatch(
    requests(resp, "set", {})[0],
    /^\*3\r\n\$3\r\nSET\r\n\$16\r\nkey:0{12}\r\n\$3\r\n[\w-]{3}\r\n$/,
  );
  assertMatch(
    requests(resp, "set", { ttlMs: 60_000, keyPrefix: "ü:" })[0],
    /^\*5\r\n.*\$19\r\nü:key:0{12}\r\n\$3\r\n[\w-]{3}\r\n\$2\r\nPX\r\n\$5\r\n60000\r\n$/s,
  );
  assertMatch(
    requests(resp, "hset", {})[0],
    /^\*4\r\n.*hash:0{12}\r\n\$20\r\nelement:0{10}\d\d\r\n/s,
  );
});

Deno.test("RESP: values of a range have lengths of all of it", () => {
  const lengths = new Set<number>();
  for (const request of requests(resp, "set", { sizes: { min: 0, max: 12 } }, 500)) {
    const match = /\r\n\$(\d+)\r\n([\w-]*)\r\n$/.exec(request);
    assert(match !== null, request);
    assertEquals(match[2].length, Number(match[1]));
    lengths.add(match[2].length);
  }
  assertEquals([...lengths].sort((a, b) => a - b), Array.from({ length: 13 }, (_, i) => i));
});

Deno.test("RESP: a connection begins with password and database", () => {
  const text = (url: string) =>
    new TextDecoder().decode(new RespProtocol(parseServerUrl(url)).greeting);
  assertEquals(text("redis://h"), "");
  assertEquals(text("redis://:p@h"), "*2\r\n$4\r\nAUTH\r\n$1\r\np\r\n");
  assertEquals(
    text("redis://u:p@h/2"),
    "*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n",
  );
});

Deno.test("HTTP: resources of keys in a namespace", () => {
  assertEquals(
    requests(http(), "get", {}),
    [
      "GET /v1/namespaces/0/keys/key:000000000000 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n",
    ],
  );
  assertMatch(
    requests(http("http://h/a%20b"), "del", { keyPrefix: "x/" })[0],
    /^DELETE \/v1\/namespaces\/a%20b\/keys\/x%2Fkey:0{12} HTTP\/1\.1\r\nHost: h:80\r\n\r\n$/,
  );
  const put = requests(http("http://:secret@h"), "set", {
    ttlMs: 1500,
    sizes: { min: 9, max: 11 },
  });
  assertMatch(
    put[0],
    /^PUT \S+\?ttl=1\.5 HTTP\/1\.1\r\n.*Authorization: Bearer secret\r\n.*Content-Length: (9|10|11)\r\n\r\n[\w-]{9,11}$/s,
  );
  assertMatch(requests(http("http://u:p@h"), "get", {})[0], /Authorization: Basic dTpw\r\n/);
});
