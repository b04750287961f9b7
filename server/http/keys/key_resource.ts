/**
 * Keys as resources: what the requests for `/v1/namespaces/{namespace}/keys/{key}` do.
 *
 * Every change is a command of the gateway; what must hold for it (`If-Match`, `If-None-Match`) is
 * looked at right before, with nothing in between.
 */

import type { z } from "@hono/zod-openapi";
import { type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { isStringKind } from "../../../store/types/strings/strings.ts";
import type { Reply } from "../../../resp/reply.ts";
import type { Server } from "../../server_state.ts";
import {
  type CommandCheck,
  type CommandGateway,
  type CommandParts,
  gatewayOf,
  type GatewayRequest,
} from "../gateway/command_gateway.ts";
import { bytesOf, integerOf, successful } from "../gateway/command_replies.ts";
import {
  checkPreconditions,
  entityTag,
  entityTagOf,
  tagMatches,
} from "../representations/entity_tag.ts";
import { parseJson, readBytes, textOf } from "../requests/json_body.ts";
import type { HttpHost } from "../http_host.ts";
import { Problem } from "../problem.ts";
import { problemOfReply } from "../gateway/reply_problems.ts";
import { contentTypeOf } from "../representations/representation.ts";
import { addExpiry, valueResponse } from "../representations/value_response.ts";
import { additionCommand, sumOf } from "./additions.ts";
import type { patchSchema, putQuerySchema } from "./key_schemas.ts";

/** A key as a request names it. */
export interface KeyAddress {
  readonly request: GatewayRequest;
  readonly key: Uint8Array;
}

/** There is no such key. */
export function noSuchKey(): Problem {
  return new Problem({
    code: "no-such-key",
    status: 404,
    title: "No such key",
    detail: "There is no such key in this namespace",
  });
}

/** Executes the requests for keys. */
export class KeyResource {
  readonly #server: Server;
  readonly #gateway: CommandGateway;

  constructor(host: HttpHost) {
    this.#server = host.server;
    this.#gateway = gatewayOf(host.server);
  }

  /** GET: at once if nothing must be waited for. */
  get({ request, key }: KeyAddress, headers: Headers): Response | Promise<Response> {
    const reply = this.#gateway.command(request, ["GET", key]);
    return reply instanceof Promise
      ? reply.then((later) => this.#show(request, key, bytesOf(later), headers))
      : this.#show(request, key, bytesOf(reply), headers);
  }

  #show(
    { namespace: name }: GatewayRequest,
    key: Uint8Array,
    value: Uint8Array | undefined,
    headers: Headers,
  ): Response {
    if (value === undefined) throw noSuchKey();
    const namespace = this.#open(name, key);
    const expiryMs = namespace === undefined ? NO_EXPIRY : namespace.expiry();
    const ttlMs = expiryMs - this.#server.clock.now();
    return valueResponse(headers, value, 0, value.length, expiryMs, ttlMs);
  }

  /** HEAD: also for keys that are no strings. */
  async head({ request, key }: KeyAddress, headers: Headers): Promise<Response> {
    const reply = successful(await this.#gateway.command(request, ["TYPE", key]));
    if (reply.value === "none") throw noSuchKey();
    const shown: Record<string, string> = {
      "cache-control": "no-cache",
      "vortis-type": String(reply.value),
    };
    const namespace = this.#showExpiry(request.namespace, key, shown);
    if (namespace !== undefined && isStringKind(namespace.kind())) {
      const { bytes } = namespace;
      const value = bytes.subarray(namespace.valueStart(), namespace.valueEnd());
      const tag = entityTag(value, 0, value.length);
      shown.etag = tag;
      shown.vary = "accept";
      const ifNoneMatch = headers.get("if-none-match");
      if (ifNoneMatch !== null && tagMatches(ifNoneMatch, tag)) {
        return new Response(null, { status: 304, headers: shown });
      }
      shown["content-type"] = contentTypeOf(value, headers.get("accept"));
      shown["content-length"] = String(value.length);
    }
    return new Response(null, { headers: shown });
  }

  /** PUT: 201 for a new key, 204 for a new value of one. */
  async put(
    { request, key }: KeyAddress,
    http: Request,
    query: z.infer<typeof putQuerySchema>,
  ): Promise<Response> {
    const value = await readBytes(http);
    checkContent(value, http.headers.get("content-type") ?? "");
    const parts: (string | Uint8Array)[] = ["SET", key, value];
    if (query.keepttl === true) parts.push("KEEPTTL");
    else if (query.ttl !== undefined) parts.push("PX", milliseconds(query.ttl));
    const { headers } = http;
    let existed = false;
    const reply = await this.#gateway.command(request, parts, (namespace) => {
      const tag = currentTag(namespace, key, headers);
      existed = tag !== undefined;
      checkPreconditions(headers, tag);
    });
    successful(reply);
    return new Response(null, {
      status: existed ? 204 : 201,
      headers: { "etag": entityTag(value, 0, value.length) },
    });
  }

  /** DELETE: 204, or 404 when there was nothing. */
  async delete({ request, key }: KeyAddress, headers: Headers): Promise<Response> {
    const reply = await this.#gateway.command(request, ["DEL", key], (namespace) => {
      const tag = currentTag(namespace, key, headers);
      if (tag !== undefined) checkPreconditions(headers, tag);
    });
    if (integerOf(reply) === 0) throw noSuchKey();
    return new Response(null, { status: 204 });
  }

  /** PATCH: adds to a number, gives or takes the time to live: both of it or nothing. */
  async patch(
    { request, key }: KeyAddress,
    { increment, ttl }: z.infer<typeof patchSchema>,
    headers: Headers,
  ): Promise<Response> {
    const commands: CommandParts[] = [];
    if (increment !== undefined) {
      commands.push([additionCommand("INCRBY", increment), key, increment]);
    }
    if (ttl === null) commands.push(["PERSIST", key]);
    else if (ttl !== undefined) commands.push(["PEXPIRE", key, milliseconds(ttl)]);
    const replies = await this.#together(request, commands, (namespace) => {
      namespace.load(key, 0, key.length);
      // There is no key to add to: it will be made.
      if (increment === undefined && namespace.find() === 0) throw noSuchKey();
      checkPreconditions(headers, currentTag(namespace, key, headers));
    });
    const value = increment === undefined ? undefined : sumOf(replies[0]);
    replies.forEach(successful);
    const shown: Record<string, string> = {};
    const namespace = this.#showExpiry(request.namespace, key, shown);
    const ttlMs = namespace === undefined ? 0 : namespace.expiry();
    const seconds = ttlMs === NO_EXPIRY ? null : (ttlMs - this.#server.clock.now()) / 1000;
    return Response.json({ ...(value === undefined ? {} : { value }), ttl: seconds }, {
      headers: shown,
    });
  }

  /** Executes one or several commands with nothing in between, up to the first one that fails. */
  async #together(
    request: GatewayRequest,
    commands: readonly CommandParts[],
    check: CommandCheck,
  ): Promise<readonly Reply[]> {
    if (commands.length === 1) return [await this.#gateway.command(request, commands[0], check)];
    const outcome = await this.#gateway.transaction(request, commands, {
      check,
      stopsAtError: true,
    });
    if (outcome.replies !== undefined) return outcome.replies;
    throw problemOfReply(outcome.refused?.error ?? outcome.error!);
  }

  /** Opens the record of a key; undefined if there is none. */
  #open(name: string, key: Uint8Array): Namespace | undefined {
    const namespace = this.#server.engine.namespaces.get(name);
    if (namespace === undefined) return undefined;
    namespace.load(key, 0, key.length);
    return namespace.find() === 0 ? undefined : namespace;
  }

  /** Adds what is known of a key's time to live; the namespace has the key's record open, if any. */
  #showExpiry(
    name: string,
    key: Uint8Array,
    shown: Record<string, string>,
  ): Namespace | undefined {
    const namespace = this.#open(name, key);
    if (namespace === undefined) return undefined;
    const expiryMs = namespace.expiry();
    if (expiryMs !== NO_EXPIRY) addExpiry(shown, expiryMs, expiryMs - this.#server.clock.now());
    return namespace;
  }
}

/** The ETag of what is there now; hashed only if the request asks for it. */
function currentTag(namespace: Namespace, key: Uint8Array, headers: Headers): string | undefined {
  if (headers.has("if-match") || headers.has("if-none-match")) return entityTagOf(namespace, key);
  namespace.load(key, 0, key.length);
  return namespace.find() === 0 ? undefined : "";
}

/** A body is what its type says. @throws {Problem} if it is not. */
function checkContent(value: Uint8Array, contentType: string): void {
  const type = contentType.split(";")[0].trim().toLowerCase();
  if (type === "application/json" || type.endsWith("+json")) parseJson(textOf(value));
  else if (type.startsWith("text/")) textOf(value);
}

function milliseconds(seconds: number): string {
  return String(Math.max(1, Math.round(seconds * 1000)));
}
