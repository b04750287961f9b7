/**
 * A store whose data outlasts the program: {@linkcode openStore} gives the library's `Store`, kept in a
 * directory in Redis's own files.
 *
 * It needs Deno, with the permissions to read and write that directory.
 *
 * @module
 */

export { DurableStore, type DurableStoreOptions, openStore } from "./durable_store.ts";
export { PersistenceError, type PersistenceErrorCode } from "../durability/persistence_error.ts";
