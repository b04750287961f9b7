/** Why a server cannot listen, in one line. */

import { describeSystemError } from "../errors/system_error.ts";

/** What went wrong, for programs; the message is for people. */
export type ListenErrorCode =
  | "address-in-use"
  | "address-not-available"
  | "permission-denied"
  | "invalid-address";

/**
 * The server cannot listen on an address.
 *
 * @example
 * ```ts
 * import { ListenError, serve } from "@vortis/core/server";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const server = await serve({ hostname: "127.0.0.1", port: 0 });
 * const { port } = server;
 * const error = await assertRejects(() => serve({ hostname: "127.0.0.1", port }), ListenError);
 * assertEquals(error.code, "address-in-use");
 * await server.shutdown();
 * ```
 */
export class ListenError extends Error {
  /** `"ListenError"`. */
  override readonly name = "ListenError";

  /**
   * Makes the error for an address.
   *
   * @param address `host:port`, or the path of a unix socket.
   * @param code Which kind of failure it is.
   * @param reason The failure in words.
   */
  constructor(readonly address: string, readonly code: ListenErrorCode, reason: string) {
    super(`Cannot listen on ${address}: ${reason}`);
  }
}

/** The error for a failure of `Deno.listen` at that address. */
export function listenErrorFor(address: string, error: unknown): ListenError {
  return new ListenError(address, codeOf(error), describeSystemError(error));
}

function codeOf(error: unknown): ListenErrorCode {
  if (error instanceof Deno.errors.AddrInUse) return "address-in-use";
  if (error instanceof Deno.errors.AddrNotAvailable) return "address-not-available";
  if (error instanceof Deno.errors.PermissionDenied) return "permission-denied";
  if (error instanceof Deno.errors.NotCapable) return "permission-denied";
  return "invalid-address";
}
