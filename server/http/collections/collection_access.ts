/**
 * One key of a namespace as a route of a collection sees it: commands for it, and what is wrong with
 * their replies as problems.
 */

import type { Context } from "hono";
import type { Reply } from "../../../resp/reply.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { valueTypeOf } from "../../../store/types/value_types.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import type {
  CommandCheck,
  CommandGateway,
  CommandParts,
  GatewayRequest,
} from "../gateway/command_gateway.ts";
import { successful } from "../gateway/command_replies.ts";
import type { HttpEnv } from "../http_app.ts";
import { noSuchKey } from "../keys/key_resource.ts";
import { notFound, type Problem } from "../problem.ts";
import { problemOfReply } from "../gateway/reply_problems.ts";
import { decodeName, keyOfUrl, namespaceOfUrl, pathName } from "../requests/resource_path.ts";

/** A command without its key, which is put behind the name: `["LRANGE", "0", "9"]`. */
export type KeyCommand = readonly [name: string, ...rest: (string | Uint8Array)[]];

/** What a request is about. */
export class CollectionAccess {
  readonly key: Uint8Array;
  readonly #gateway: CommandGateway;
  readonly #request: GatewayRequest;
  readonly #url: string;

  /** @throws {Problem} if the address is wrong. */
  constructor(gateway: CommandGateway, context: Context<HttpEnv>) {
    this.#gateway = gateway;
    this.#url = context.req.url;
    this.key = keyOfUrl(this.#url);
    this.#request = { namespace: namespaceOfUrl(this.#url), address: context.env.address };
  }

  /** The name behind the key and the word after it: a field, a member, an index, an id. */
  get element(): Uint8Array {
    return decodeName(pathName(this.#url, 7), "element");
  }

  /** Executes commands on the key, one after the other; replies may be errors. */
  ask(...commands: readonly KeyCommand[]): Promise<Reply[]> {
    return this.#gateway.pipeline(this.#request, commands.map((command) => this.#parts(command)));
  }

  /** The same. @throws {Problem} if one of the replies is an error. */
  async read(...commands: readonly KeyCommand[]): Promise<Reply[]> {
    return (await this.ask(...commands)).map(successful);
  }

  /**
   * Executes commands on the key with nothing in between, all or none, or up to one whose reply is an error.
   *
   * @param type What the key must hold if it is there.
   * @throws {Problem} if it holds something else, or the commands are refused.
   */
  async attempt(type: string, ...commands: readonly KeyCommand[]): Promise<readonly Reply[]> {
    const parts = commands.map((command) => this.#parts(command));
    const check = this.#holds(type);
    if (parts.length === 1) return [await this.#gateway.command(this.#request, parts[0], check)];
    const options = { check, stopsAtError: true };
    const outcome = await this.#gateway.transaction(this.#request, parts, options);
    if (outcome.replies !== undefined) return outcome.replies;
    throw problemOfReply(outcome.refused?.error ?? outcome.error!);
  }

  /** The same. @throws {Problem} if one of the replies is an error. */
  async write(type: string, ...commands: readonly KeyCommand[]): Promise<Reply[]> {
    return (await this.attempt(type, ...commands)).map(successful);
  }

  /** Removes the key. @throws {Problem} if it is not there or holds something else than `type`. */
  async remove(type: string): Promise<Response> {
    const [removed] = await this.write(type, ["DEL"]);
    if (removed.value === 0) throw this.missing();
    return noContent();
  }

  /** The problem that there is no such key. */
  missing(): Problem {
    return noSuchKey();
  }

  /** The problem that the key has no such element. */
  missingElement(word: string): Problem {
    return notFound(`The key has no ${word} ${JSON.stringify(jsonOfBytes(this.element))}`);
  }

  #holds(type: string): CommandCheck {
    return (namespace: Namespace) => {
      namespace.load(this.key, 0, this.key.length);
      if (namespace.find() === 0) return;
      const held = valueTypeOf(namespace.kind()).name;
      if (held !== type) throw problemOfReply(`${WRONG_TYPE}: ${held}, not ${type}`);
    };
  }

  #parts([name, ...rest]: KeyCommand): CommandParts {
    return [...name.split(" "), this.key, ...rest];
  }
}

const WRONG_TYPE = "WRONGTYPE The key holds a value of another type";

/** The answer to a change that has nothing to tell. */
export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** The number that a reply is. */
export function countOf({ value }: Reply): number {
  return Number(value);
}

/** The elements of a reply that is an array or a set. */
export function elementsOf({ value }: Reply): readonly Reply[] {
  return Array.isArray(value) ? value as Reply[] : [];
}

const decoder = new TextDecoder();

/** The bytes of a reply that is a string. */
export function stringOf({ value }: Reply): Uint8Array {
  return value as Uint8Array;
}

/** The text of a reply that is a string of ASCII: an id, a cursor, a number. */
export function textOf({ value }: Reply): string {
  return value instanceof Uint8Array ? decoder.decode(value) : String(value);
}
