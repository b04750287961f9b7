import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { bytes, type Codec, json, Store, StoreError, text } from "../../mod.ts";
import { Random, seeds } from "../helpers/random.ts";

const TEXTS = [
  "",
  "a",
  "héllo €",
  "日本語",
  "👩‍👩‍👧‍👦 family",
  "\u0000zero\u0000",
  "\ufeffmark",
  "x".repeat(56),
  "x".repeat(57),
  "é".repeat(56),
  "€".repeat(30_000),
  "long ".repeat(100_000),
];

Deno.test("text comes back as it was, at any length and in any script", () => {
  using store = new Store();
  for (const value of TEXTS) {
    for (const key of TEXTS) {
      store.set(key, value);
      assertEquals(store.get(key) === value, true, `${value.slice(0, 20)} at ${key.slice(0, 20)}`);
    }
  }
  assertEquals(store.size, TEXTS.length);
  assertEquals(new Set(store.keys()), new Set(TEXTS));
});

for (const seed of seeds("codec")) {
  Deno.test(`random texts and bytes come back, seed ${seed}`, () => {
    const random = new Random(seed);
    using texts = new Store();
    using arrays = new Store({ codec: bytes });
    for (let i = 0; i < 3000; i++) {
      const length = random.pick([random.int(20), random.int(100), random.int(5000)]);
      const value = Array.from(
        { length },
        () => String.fromCodePoint(random.pick([random.int(128), random.int(0xd800), 0x1f600])),
      ).join("");
      const key = random.text(random.int(30));
      texts.set(key, value);
      assertStrictEquals(texts.get(key), value);
      const array = random.bytes(length);
      arrays.set(random.bytes(random.int(20)), array);
      arrays.set(key, array);
      assertEquals(arrays.get(key), array);
    }
  });
}

Deno.test("a lone surrogate becomes U+FFFD, as UTF-8 has none", () => {
  using store = new Store();
  store.set("key", "a\ud800b");
  assertEquals(store.get("key"), "a\ufffdb");
});

Deno.test("a text key and its UTF-8 bytes are the same key", () => {
  using store = new Store();
  const encoder = new TextEncoder();
  for (const key of ["", "plain", "schlüssel", "k".repeat(300), "🔑"]) {
    store.set(key, "by text");
    assertEquals(store.get(encoder.encode(key)), "by text");
    store.set(encoder.encode(key), "by bytes");
    assertEquals(store.get(key), "by bytes");
    const framed = encoder.encode(`<${key}>`);
    assertEquals(store.get(framed.subarray(1, framed.length - 1)), "by bytes");
    assertEquals(store.delete(key), 1);
  }
});

Deno.test("what bytes reads is a copy, and what was stored may be changed", () => {
  using store = new Store({ codec: bytes });
  const value = Uint8Array.of(1, 2, 3);
  store.set("key", value);
  value[0] = 9;
  const first = store.get("key")!;
  assertEquals(first, Uint8Array.of(1, 2, 3));
  first[1] = 9;
  assertEquals(store.get("key"), Uint8Array.of(1, 2, 3));
  assertEquals(store.getBytes("key"), Uint8Array.of(1, 2, 3));
});

Deno.test("JSON keeps null, false, 0, nested values and makes new objects", () => {
  using store = new Store({ codec: json<unknown>() });
  for (const value of [null, false, 0, "", [], {}, { a: [1, { b: "ü" }] }, "x".repeat(1000)]) {
    store.set("key", value);
    assertEquals(store.get("key"), value);
    assert(store.has("key"), "a stored null is not a missing key");
    assertEquals(store.getSet("key", 1), value);
  }
  const value = { list: [1] };
  store.set("key", value);
  value.list.push(2);
  assertEquals(store.get("key"), { list: [1] });
  assertNotEquals(store.get("key"), store.get("missing"));
  assertEquals(store.get("missing"), undefined);
});

Deno.test("values that a codec does not take are refused by name, and nothing is stored", () => {
  using texts = new Store();
  using arrays = new Store({ codec: bytes });
  using values = new Store({ codec: json<unknown>() });
  const cases: [Store<never>, unknown, string][] = [
    [texts as unknown as Store<never>, 5, "Cannot store 5: the text codec takes a string"],
    [texts as unknown as Store<never>, undefined, "Cannot store undefined"],
    [texts as unknown as Store<never>, null, "Cannot store null"],
    [texts as unknown as Store<never>, { a: 1 }, "Cannot store an object"],
    [arrays as unknown as Store<never>, "text", 'Cannot store "text": the bytes codec'],
    [arrays as unknown as Store<never>, [1, 2], "Cannot store an array"],
    [values as unknown as Store<never>, undefined, "the JSON codec takes"],
    [values as unknown as Store<never>, () => 1, "Cannot store a function"],
  ];
  for (const [store, value, message] of cases) {
    for (const options of [undefined, { ex: 5 }, { nx: true }]) {
      const error = assertThrows(
        () => store.set("key", value as never, options),
        StoreError,
        message,
      );
      assertEquals(error.code, "INVALID_ARGUMENT");
    }
    assertEquals(store.size, 0);
  }
});

Deno.test("a codec's own error comes through and the store is as it was", () => {
  const failing: Codec<string> = {
    encode(value) {
      if (value === "bad") throw new RangeError("no");
      return text.encode(value);
    },
    decode: (stored) => text.decode(stored),
  };
  using store = new Store({ codec: failing });
  store.set("key", "good");
  assertThrows(() => store.set("key", "bad"), RangeError, "no");
  assertThrows(() => store.set("key", "bad", { get: true }), RangeError, "no");
  assertEquals(store.get("key"), "good");
  const wrong = { encode: () => "text", decode: () => "" } as unknown as Codec<string>;
  using other = new Store({ codec: wrong });
  assertThrows(() => other.set("key", "x"), StoreError, '"text" is not a Uint8Array');
});

Deno.test("a codec may use the store that uses it", () => {
  let store: Store<string>;
  const counting: Codec<string> = {
    encode(value) {
      store.incrBy("encoded");
      return text.encode(value);
    },
    decode(stored) {
      store.incrBy("decoded");
      return text.decode(stored);
    },
  };
  using own = store = new Store({ codec: counting });
  own.set("a", "1");
  own.set("b", "2", { nx: true });
  assertEquals(own.set("a", "3", { get: true }), "1");
  assertEquals(own.get("b"), "2");
  assertEquals(own.getDelete("a"), "3");
  assertEquals(new TextDecoder().decode(own.getBytes("encoded")), "3");
  assertEquals(new TextDecoder().decode(own.getBytes("decoded")), "3");
});

Deno.test("a namespace may have a codec of its own", () => {
  using store = new Store();
  const numbers = json<number[]>();
  store.namespace("lists", numbers).set("primes", [2, 3, 5]);
  assertEquals(store.namespace("lists", numbers).get("primes"), [2, 3, 5]);
  assertEquals(store.namespace("lists").get("primes"), "[2,3,5]");
});

Deno.test("the codecs' two directions are each other's inverse", () => {
  for (const value of TEXTS) {
    assertEquals(text.decode(text.encode(value)), value);
    assertEquals(json<string>().decode(json<string>().encode(value)), value);
    const array = text.encode(value);
    assertEquals(bytes.decode(bytes.encode(array)), array);
  }
});
