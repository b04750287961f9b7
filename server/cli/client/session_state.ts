/** What a client must remember of a connection: the transaction it is in, what it listens to. */

import type { Reply } from "../../../resp/reply.ts";
import type { ServerLink } from "./server_link.ts";

/** Follows what commands change, from the commands and their replies. */
export class SessionState {
  /** Whether MULTI has begun a transaction. */
  inTransaction = false;
  /** Whether MONITOR has been accepted. */
  monitoring = false;
  /** Whether channels are listened to. */
  subscribed = false;

  /** The database that is selected again if the transaction comes to nothing. */
  #databaseBefore = 0;

  constructor(private readonly link: ServerLink) {}

  /** The connection is gone, and with it all that belonged to it. */
  lost(): void {
    if (this.inTransaction) this.link.target.database = this.#databaseBefore;
    this.inTransaction = false;
    this.monitoring = false;
    this.subscribed = false;
  }

  /** Takes notice of a command that was answered. */
  note(command: readonly Uint8Array[], reply: Reply): void {
    const words = command.slice(0, 4).map((word) => decoder.decode(word));
    const name = words[0].toLowerCase();
    const { target } = this.link;
    const failed = reply.type === "error" || reply.type === "bulkError";
    if (name === "exec" && this.inTransaction) {
      this.inTransaction = false;
      if (failed || reply.value === null) target.database = this.#databaseBefore;
      return;
    }
    if (failed) return;
    switch (name) {
      case "select":
        if (/^\d+$/.test(words[1])) target.database = Number(words[1]);
        break;
      case "multi":
        this.inTransaction = true;
        this.#databaseBefore = target.database;
        break;
      case "discard":
        this.inTransaction = false;
        target.database = this.#databaseBefore;
        break;
      case "reset":
        this.lost();
        target.database = 0;
        this.link.protocol = 2;
        break;
      case "auth":
        target.username = command.length > 2 ? words[1] : undefined;
        target.password = decoder.decode(command[command.length - 1]);
        break;
      case "hello":
        this.#noteHello(command);
        break;
      case "monitor":
        this.monitoring = reply.type === "simple" && reply.value === "OK";
        break;
      case "subscribe":
      case "psubscribe":
      case "ssubscribe":
        this.subscribed = true;
        break;
      case "unsubscribe":
      case "punsubscribe":
      case "sunsubscribe":
        this.subscribed = subscriptionsLeft(reply) !== 0;
        break;
    }
  }

  #noteHello(command: readonly Uint8Array[]): void {
    const words = command.map((word) => decoder.decode(word));
    if (words[1] !== undefined) this.link.protocol = words[1] === "3" ? 3 : 2;
    for (let i = 2; i + 2 < words.length; i++) {
      if (words[i].toLowerCase() !== "auth") continue;
      this.link.target.username = words[i + 1];
      this.link.target.password = words[i + 2];
      return;
    }
  }
}

const decoder = new TextDecoder();

/** How many subscriptions a confirmation says there are. */
function subscriptionsLeft(confirmation: Reply): number | bigint | undefined {
  if (confirmation.type !== "push" && confirmation.type !== "array") return undefined;
  const count = confirmation.value[2];
  return count?.type === "integer" ? count.value : undefined;
}
