/**
 * Which namespaces HTTP requests may use: databases, namespaces that exist, and new names within bounds.
 *
 * A namespace costs memory before it has a key, so a request that only reads makes none, and there are
 * not arbitrarily many.
 */

import type { Namespace } from "../../../store/engine/namespace.ts";
import type { Server } from "../../server_state.ts";

/** Most characters of a name. */
export const MAX_NAMESPACE_NAME_LENGTH = 256;
/** Most namespaces that requests can bring into being: some 80 KB each, keys aside. */
export const MAX_NAMESPACES = 4096;

/** A namespace that a request cannot have. */
export class NamespaceNameError extends Error {
  override readonly name = "NamespaceNameError";
}

/** Why a text cannot be the name of a namespace; undefined if it can. */
export function namespaceNameFault(name: string): string | undefined {
  if (name === "") return "the name of a namespace is not empty";
  if (name.length > MAX_NAMESPACE_NAME_LENGTH) {
    return `the name of a namespace has at most ${MAX_NAMESPACE_NAME_LENGTH} characters`;
  }
  if (!name.isWellFormed()) return "the name of a namespace is well-formed Unicode";
  return undefined;
}

/** The number of the database that has this name; −1 if it is no database. */
export function databaseOf(server: Server, name: string): number {
  const first = name.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39)) return -1;
  if (name.length > 1 && !/^[1-9]\d{1,4}$/.test(name)) return -1;
  const index = Number(name);
  return index < server.config.get("databases") ? index : -1;
}

/**
 * The namespace of that name for a request that writes: one that is not there yet is made.
 * @throws {NamespaceNameError} if the name is none, or there are too many namespaces.
 */
export function writableNamespace(server: Server, name: string): Namespace {
  const { engine } = server;
  const existing = engine.namespaces.get(name);
  if (existing !== undefined) return existing;
  const fault = namespaceNameFault(name);
  if (fault !== undefined) throw new NamespaceNameError(`Cannot use namespace: ${fault}`);
  if (engine.namespaces.size >= MAX_NAMESPACES && databaseOf(server, name) < 0) {
    throw new NamespaceNameError(
      `Cannot make namespace: there are ${engine.namespaces.size} already`,
    );
  }
  return engine.namespace(name);
}

/**
 * The namespace of that name for a request that only reads; undefined for one that is not there, and thus
 * empty.
 * @throws {NamespaceNameError} if the name is none.
 */
export function readableNamespace(server: Server, name: string): Namespace | undefined {
  const existing = server.engine.namespaces.get(name);
  if (existing !== undefined) return existing;
  return databaseOf(server, name) < 0 && namespaceNameFault(name) === undefined
    ? undefined
    : writableNamespace(server, name);
}
