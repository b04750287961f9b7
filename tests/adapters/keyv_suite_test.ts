/**
 * The official suite of Keyv's storage adapters, all of it, on the adapter for Vortis. Adapters share a
 * store, each Keyv has one of its own.
 */
import { assertEquals } from "@std/assert";
import { Keyv } from "keyv";
import * as suite from "@keyv/test-suite";
import { KeyvVortis } from "../../adapters/keyv.ts";
import { json, Store } from "../../mod.ts";
import { registerSuite } from "../helpers/foreign_suite.ts";

// Which Keyv the suite's types mean depends on what else is installed; what runs is Keyv 5.
type Vitest = Parameters<typeof suite.default>[0];
type SuiteKeyv = Parameters<typeof suite.default>[1];
type MakeStore = Parameters<typeof suite.default>[2];

/** Registers a part of the suite; returns how many tests it has. */
function register<V>(
  name: string,
  part: typeof suite.default,
  makeStore: () => Store<V>,
): number {
  const store = makeStore();
  return registerSuite(name, (runner) => {
    const make = () => new KeyvVortis(store);
    part(runner as unknown as Vitest, Keyv as unknown as SuiteKeyv, make as MakeStore);
  });
}

const counts = {
  text: register("Keyv's suite", suite.default, () => new Store()),
  json: register("Keyv's suite on JSON", suite.default, () => new Store({ codec: json() })),
  iterator: register("Keyv's suite of iterators", suite.keyvIteratorTests, () => new Store()),
};

Deno.test("all of the suite's tests are there", () => {
  // The rest of its 48, of compression, concerns adapters for that: it brings stores of its own.
  assertEquals(counts, { text: 38, json: 38, iterator: 4 });
});
