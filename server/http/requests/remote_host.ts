/** Who sends a request: known to the system, which is asked for it only where it matters. */

/** What Deno tells of the other end of a connection, when it is asked. */
export type RemoteHost = Pick<Deno.ServeHandlerInfo<Deno.NetAddr>, "remoteAddr">;

/** As `address:port`. */
export function addressOf({ remoteAddr: { hostname, port } }: RemoteHost): string {
  return `${hostname}:${port}`;
}
