/**
 * The verbs of a view as a transaction queues them: with the same names and arguments, and with the
 * transaction, whose type knows one result more, in place of the result.
 *
 * They are made from the view itself, so a verb that it gains can be queued without another word here.
 */

import type { Transaction } from "./transaction.ts";

/**
 * A method as a transaction queues it.
 *
 * There are two forms at most of a method, and one of a generic one, which does not match two. Written as a
 * method itself it leaves it to TypeScript's rule for methods which stores are assignable to which.
 *
 * @typeParam Verb The method.
 * @typeParam V What the namespace's values are.
 * @typeParam Results What the operations queued so far return, in order.
 *
 * @example
 * ```ts
 * import { type ListsView, type QueuedVerb, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const size: QueuedVerb<ListsView["size"], string, []> = store.multi().lists.size;
 * assertEquals(size("l").exec(), [0]);
 * ```
 */
export type QueuedVerb<Verb, V, Results extends readonly unknown[]> = Verb extends {
  (...args: infer First): infer FirstResult;
  (...args: infer Second): infer SecondResult;
} ? {
    queued(...args: First): Transaction<V, [...Results, FirstResult]>;
    queued(...args: Second): Transaction<V, [...Results, SecondResult]>;
  }["queued"]
  : Verb extends (...args: infer Only) => infer OnlyResult
    ? { queued(...args: Only): Transaction<V, [...Results, OnlyResult]> }["queued"]
  : never;

/**
 * The verbs of a view, such as `transaction.lists`: each takes what the view's method of that name takes,
 * queues it, and returns the transaction. Iterators cannot be queued.
 *
 * @typeParam View The view.
 * @typeParam V What the namespace's values are.
 * @typeParam Results What the operations queued so far return, in order.
 *
 * @example
 * ```ts
 * import { type ListsView, type QueuedVerbs, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const lists: QueuedVerbs<ListsView, string, []> = store.multi().lists;
 * assertEquals(lists.pushRight("l", "a", "b").lists.popLeft("l").exec(), [2, "a"]);
 * ```
 */
export type QueuedVerbs<View, V, Results extends readonly unknown[]> = {
  readonly [
    Name in keyof View as Name extends "close" ? never
      : View[Name] extends (...args: never) => infer Result
        ? Result extends Generator ? never : Name
      : never
  ]: QueuedVerb<View[Name], V, Results>;
};

type Method = (...args: unknown[]) => unknown;

/** The verbs of a view, each of which gives `queue` what is to be done later and returns what that does. */
export function queuedVerbs<View extends object, V, Results extends readonly unknown[]>(
  view: View,
  queue: (operation: () => unknown) => unknown,
): QueuedVerbs<View, V, Results> {
  return new Proxy(view, {
    get(_, name) {
      const method = verbOf(view, name);
      return method && ((...args: unknown[]) => queue(() => Reflect.apply(method, view, args)));
    },
    has: (_, name) => verbOf(view, name) !== undefined,
  }) as unknown as QueuedVerbs<View, V, Results>;
}

/** A view's method that can be queued; what is the store's own is none. */
function verbOf(view: object, name: string | symbol): Method | undefined {
  if (typeof name === "symbol" || name === "constructor" || name === "close") return undefined;
  if (name in Object.prototype) return undefined;
  const method: unknown = Reflect.get(view, name);
  if (typeof method !== "function" || method.constructor.name === "GeneratorFunction") {
    return undefined;
  }
  return method as Method;
}
