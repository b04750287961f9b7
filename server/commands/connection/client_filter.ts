/** Which connections CLIENT KILL means: by id, type, user, address, or several of these. */

import type { Arguments } from "../../../resp/arguments.ts";
import { DEFAULT_USER } from "../../acl/default_user.ts";
import { integerInRange } from "../../command/arguments/numbers.ts";
import { CLIENT_ID_NOT_POSITIVE } from "../../errors/client_errors.ts";
import { ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import type { ClientType, Session } from "../../clients/session.ts";

/** The types by the names that clients give. */
const TYPES: readonly (readonly [name: string, type: ClientType])[] = [
  ["NORMAL", "normal"],
  ["SLAVE", "replica"],
  ["REPLICA", "replica"],
  ["PUBSUB", "pubsub"],
  ["MASTER", "master"],
];

/**
 * Argument `i` as a type of clients.
 *
 * @throws {ReplyError} if there is no such type.
 */
export function clientTypeArg(args: Arguments, i: number): ClientType {
  const found = TYPES.find(([name]) => args.equals(i, name));
  if (found === undefined) throw new ReplyError(`ERR Unknown client type '${args.text(i)}'`);
  return found[1];
}

/** A condition on sessions; what is not asked for does not matter. */
export class ClientFilter {
  #id: number | undefined;
  #type: ClientType | undefined;
  #user: string | undefined;
  #address: string | undefined;
  #localAddress: string | undefined;
  #skipsAsker = true;

  /** The client at the address in argument `i`, the one that asks included. */
  static ofAddress(args: Arguments, i: number): ClientFilter {
    const filter = new ClientFilter();
    filter.#address = args.text(i);
    filter.#skipsAsker = false;
    return filter;
  }

  /**
   * Reads pairs of a filter's name and its value from argument `from` on.
   *
   * @throws {ReplyError} for an unknown filter, one without a value, or a value that makes no sense.
   */
  static parse(args: Arguments, from: number): ClientFilter {
    const filter = new ClientFilter();
    for (let i = from; i < args.count; i += 2) {
      if (i + 1 === args.count) throw SYNTAX_ERROR;
      filter.#add(args, i);
    }
    return filter;
  }

  /** Whether a session is meant when `asker` asks. */
  matches(session: Session, asker: Session): boolean {
    if (session === asker && this.#skipsAsker) return false;
    const { peer } = session;
    return isOpenOrEqual(this.#id, session.id) &&
      isOpenOrEqual(this.#type, session.type) &&
      isOpenOrEqual(this.#user, session.user) &&
      isOpenOrEqual(this.#address, peer.address) &&
      isOpenOrEqual(this.#localAddress, peer.localAddress);
  }

  #add(args: Arguments, i: number): void {
    const value = i + 1;
    if (args.equals(i, "ID")) {
      this.#id = integerInRange(
        args,
        value,
        1,
        Infinity,
        CLIENT_ID_NOT_POSITIVE,
        CLIENT_ID_NOT_POSITIVE,
      );
    } else if (args.equals(i, "TYPE")) {
      this.#type = clientTypeArg(args, value);
    } else if (args.equals(i, "ADDR")) {
      this.#address = args.text(value);
    } else if (args.equals(i, "LADDR")) {
      this.#localAddress = args.text(value);
    } else if (args.equals(i, "USER")) {
      this.#user = args.text(value);
      if (this.#user !== DEFAULT_USER) throw new ReplyError(`ERR No such user '${this.#user}'`);
    } else if (args.equals(i, "SKIPME")) {
      this.#skipsAsker = args.equals(value, "YES");
      if (!this.#skipsAsker && !args.equals(value, "NO")) throw SYNTAX_ERROR;
    } else {
      throw SYNTAX_ERROR;
    }
  }
}

function isOpenOrEqual<T>(wanted: T | undefined, actual: T): boolean {
  return wanted === undefined || wanted === actual;
}
