/** Tells ACL LOG of requests with a wrong password, as AUTH does. */

import { GatewaySession } from "./gateway_session.ts";
import { describeClient } from "../../clients/client_description.ts";
import type { Server } from "../../server_state.ts";
import { userOf } from "../requests/authorization.ts";

/** What stands in the log in place of the name of a command. */
const OBJECT = "HTTP";

/** The failed logins of one server. */
export class FailedLogins {
  /** Stands for each of the clients: it is described, and executes nothing. */
  #client: GatewaySession | undefined;

  constructor(private readonly server: Server) {}

  /** A request from `address` ("127.0.0.1:50312") has brought a header `Authorization` that is not right. */
  add(header: string, address: string): void {
    const { aclLog, clock } = this.server;
    clock.refresh();
    const timeMs = clock.now();
    const client = this.#client ??= new GatewaySession();
    client.begin({
      namespace: "0",
      keyspace: this.server.keyspace(0),
      database: 0,
      address,
      protocol: 3,
      nowMs: timeMs,
    });
    aclLog.add({
      context: "toplevel",
      object: OBJECT,
      username: userOf(header),
      timeMs,
      client: describeClient(client.session, timeMs),
    });
    client.end();
  }
}
