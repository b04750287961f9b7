import { assert, assertEquals, assertThrows } from "@std/assert";
import { ManualClock } from "../../../store/clock.ts";
import { Engine, type EngineOptions } from "../../../store/engine/engine.ts";
import { OutOfMemoryError, StoreError } from "../../../store/errors.ts";
import { DEFAULT_LFU_TUNING } from "../../../store/eviction/lfu.ts";
import { policyOf } from "../../../store/eviction/policies.ts";
import {
  copyKey,
  moveKey,
  openRandomKey,
  persist,
  renameKey,
  scanKeys,
  setDeadline,
  visitKeys,
} from "../../../store/types/key_operations.ts";
import { type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { setString } from "../../../store/types/strings/strings.ts";

const clock = new ManualClock();
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (part: Uint8Array) => new TextDecoder().decode(part);

function engine(options: Partial<EngineOptions> = {}): Engine {
  return new Engine({
    clock,
    policy: policyOf("noeviction", DEFAULT_LFU_TUNING)!,
    lfuTuning: DEFAULT_LFU_TUNING,
    evictionSamples: 5,
    maxKeys: 0,
    maxMemory: 0,
    strictMemory: true,
    trackAccess: false,
    ...options,
  });
}

function set(namespace: Namespace, key: string, value: string, expiryMs = NO_EXPIRY): void {
  namespace.loadText(key);
  setString(namespace, bytes(value), 0, value.length, expiryMs);
}

function get(namespace: Namespace, key: string): string | undefined {
  namespace.loadText(key);
  if (namespace.find() === 0) return undefined;
  return text(namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd()));
}

Deno.test("a full store renames and moves but does not copy", () => {
  const full = engine({ maxKeys: 0 });
  const [a, b] = [full.namespace("a"), full.namespace("b")];
  set(a, "key", "v".repeat(1000));
  set(b, "other", "w");
  full.maxMemory = full.usedBytes;
  assertThrows(() => copyKey(a, a, bytes("key"), bytes("copy"), false), OutOfMemoryError);
  assertEquals(get(a, "copy"), undefined);
  assert(renameKey(a, bytes("key"), bytes("a much longer name than before"), false));
  assert(moveKey(a, b, bytes("a much longer name than before")));
  assertEquals(get(b, "a much longer name than before"), "v".repeat(1000));
  assertEquals([a.size, b.size, full.keys], [0, 2, 2]);
});

Deno.test("renaming what is not there throws and changes nothing", () => {
  const namespace = engine().namespace("0");
  set(namespace, "target", "kept");
  const error = assertThrows(
    () => renameKey(namespace, bytes("missing"), bytes("target"), false),
    StoreError,
  );
  assertEquals(error.code, "NO_SUCH_KEY");
  assertEquals(get(namespace, "target"), "kept");
});

Deno.test("a renamed key expires under its new name", () => {
  const namespace = engine().namespace("0");
  set(namespace, "old", "v", clock.now() + 100);
  renameKey(namespace, bytes("old"), bytes("new"), false);
  assertEquals(namespace.wheel.size, 1);
  clock.advance(200);
  assertEquals(namespace.removeDue(10), 1);
  assertEquals([namespace.size, namespace.wheel.size], [0, 0]);
});

Deno.test("a deadline that has come removes, another one stays until it is taken back", () => {
  const namespace = engine().namespace("0");
  set(namespace, "key", "v");
  namespace.find();
  setDeadline(namespace, clock.now() + 1);
  assertEquals(namespace.expiry(), clock.now() + 1);
  assertEquals(persist(namespace), true);
  assertEquals(persist(namespace), false);
  namespace.find();
  setDeadline(namespace, clock.now());
  assertEquals(namespace.size, 0);
});

Deno.test("walks and draws pass over what has expired", () => {
  const namespace = engine().namespace("0");
  for (let i = 0; i < 500; i++) set(namespace, `dead:${i}`, "v", clock.now() + 1);
  for (let i = 0; i < 20; i++) set(namespace, `live:${i}`, "v");
  clock.advance(2);
  let visited = 0;
  visitKeys(namespace, () => {
    assert(text(namespace.keyBytes()).startsWith("live"));
    visited++;
  });
  assertEquals(visited, 20);
  visited = 0;
  let cursor = 0;
  do {
    cursor = scanKeys(namespace, cursor, 5, () => visited++);
  } while (cursor !== 0);
  assertEquals(visited, 20);
  for (let i = 0; i < 20; i++) {
    assert(openRandomKey(namespace));
    assert(text(namespace.keyBytes()).startsWith("live"));
  }
});
