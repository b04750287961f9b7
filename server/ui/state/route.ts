/**
 * Which view is shown: the part of the address behind `#`, so that views have addresses of their own and the
 * server need not know them.
 *
 *     #/keys/NAMESPACE/KEY     both percent-encoded; the key is bytes
 *     #/console  #/pubsub  #/slowlog  #/clients  #/configuration
 */

import { effect, signal } from "@preact/signals";
import { type Bytes, bytesOf, percentDecode, percentEncode, textOf } from "../logic/byte_text.ts";

/** The views, in the order in which they are listed. */
export const VIEWS = [
  "overview",
  "keys",
  "console",
  "pubsub",
  "slowlog",
  "clients",
  "configuration",
] as const;

/** A view. */
export type View = typeof VIEWS[number];

/** What is shown. */
export interface Route {
  readonly view: View;
  /** Of the key browser. */
  readonly namespace: string;
  /** The key that is open in the key browser. */
  readonly key: Bytes | undefined;
}

/** What is shown at present. */
export const route = signal<Route>(parseRoute(globalThis.location?.hash ?? ""));

/** Reads the part of an address behind `#`; what makes no sense is the overview. */
export function parseRoute(hash: string): Route {
  const [, name = "", namespace = "", key] = hash.replace(/^#/, "").split("/");
  const view = VIEWS.find((view) => view === name) ?? "overview";
  const isKeys = view === "keys";
  return {
    view,
    namespace: isKeys && namespace !== "" ? textOf(percentDecode(namespace)) ?? "0" : "0",
    key: isKeys && key !== undefined ? percentDecode(key) : undefined,
  };
}

/** The address of a view. */
export function hashOf(view: View, namespace?: string, key?: Bytes): string {
  if (view === "overview") return "#/";
  if (view !== "keys" || namespace === undefined) return `#/${view}`;
  const start = `#/keys/${percentEncode(bytesOf(namespace))}`;
  return key === undefined ? start : `${start}/${percentEncode(key)}`;
}

/** Shows a key, or none, in the key browser. */
export function showKey(namespace: string, key?: Bytes): void {
  globalThis.location.hash = hashOf("keys", namespace, key);
}

/** Follows the address from now on. */
export function followAddress(): void {
  globalThis.addEventListener("hashchange", () => {
    route.value = parseRoute(globalThis.location.hash);
  });
  let last: View | undefined;
  effect(() => {
    const { view } = route.value;
    if (last !== undefined && last !== view) {
      // A new view is read from its top; the keyboard goes on from there.
      document.getElementById("main")?.focus();
      globalThis.scrollTo(0, 0);
    }
    last = view;
  });
}
