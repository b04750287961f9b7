/**
 * Server-sent events: messages of channels, and what happens to keys.
 *
 *     GET /v1/namespaces/{ns}/events?channel=news&pattern=user.*     messages
 *     GET /v1/namespaces/{ns}/events?keys=user:*&event=set           events of keys
 *     POST …/commands/subscribe/{channel}                            as Upstash's clients ask for them
 *
 * Without `channel`, `pattern` and `keys` a stream has the events of all keys of the namespace. Channels
 * belong to no namespace.
 */

import { type RouteConfig, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { JSON_EVENTS, UPSTASH_EVENTS } from "../events/event_spellings.ts";
import { EventHub, type EventRequest } from "../events/event_hub.ts";
import type { HttpApp, HttpEnv } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { namespaceNameFault } from "../gateway/namespace_names.ts";
import { invalidField, Problem } from "../problem.ts";
import { namespaceOfUrl, pathOf } from "../requests/resource_path.ts";
import { addRoute, namespaceParameter } from "../route_description.ts";
import { refuseUnknown } from "../requests/validation.ts";
import { COMMAND_BASES } from "./commands.ts";

/** Seconds between two heartbeats. */
const DEFAULT_HEARTBEAT = 15;
const MAX_HEARTBEAT = 300;
/** Most channels, patterns and the like of one stream, of each kind. */
const MAX_NAMES = 256;

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // For proxies that would collect the events first.
  "x-accel-buffering": "no",
};

/** Adds the routes. */
export function addEventRoutes(app: HttpApp, host: HttpHost): void {
  const { server } = host;
  const hub = new EventHub(server, host.ending);

  const open = (method: string, request: EventRequest): Response => {
    // Nobody would read the stream.
    if (method === "HEAD") return new Response(null, { headers: HEADERS });
    if (hub.size >= server.config.get("maxclients")) {
      throw new Problem({
        code: "too-many-streams",
        status: 503,
        title: "Too many streams",
        detail: `There are ${hub.size} streams of events (maxclients)`,
      });
    }
    return new Response(hub.open(request).body, { headers: HEADERS });
  };

  addRoute(app, description(), (context) => open(context.req.method, readRequest(context)));
  for (const base of COMMAND_BASES) {
    for (const word of ["subscribe", "psubscribe"] as const) {
      const path = `${base.replace("{namespace}", ":namespace")}/${word}/*`;
      app.on(
        ["GET", "POST"],
        path,
        (context) => open(context.req.method, readUpstash(context, word)),
      );
    }
  }
}

const PARAMETERS = ["channel", "pattern", "keys", "event", "heartbeat"];

/** What the parameters of a request ask for. @throws {Problem} */
function readRequest(context: Context<HttpEnv>): EventRequest {
  refuseUnknown(Object.keys(context.req.queries()), PARAMETERS);
  const namespace = namespaceOfUrl(context.req.url);
  const fault = namespaceNameFault(namespace);
  if (fault !== undefined) throw invalidField("namespace", fault);
  const names = (field: string) => {
    const given = context.req.queries(field) ?? [];
    if (given.length > MAX_NAMES) throw invalidField(field, `at most ${MAX_NAMES} are allowed`);
    return given;
  };
  const [channels, patterns, keys, events] = ["channel", "pattern", "keys", "event"].map(names);
  const wantsKeys = keys.length > 0 || events.length > 0 ||
    channels.length + patterns.length === 0;
  return {
    ...{ channels, patterns },
    keys: wantsKeys ? { namespace, patterns: keys, events } : undefined,
    spelling: JSON_EVENTS,
    heartbeatMs: heartbeatOf(context.req.query("heartbeat")) * 1000,
    address: context.env.address,
  };
}

function heartbeatOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HEARTBEAT;
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_HEARTBEAT) {
    throw invalidField("heartbeat", `must be a number of seconds from 1 to ${MAX_HEARTBEAT}`);
  }
  return seconds;
}

/** What a client of Upstash asks for: the rest of the path is the name. @throws {Problem} */
function readUpstash(context: Context<HttpEnv>, word: "subscribe" | "psubscribe"): EventRequest {
  const path = pathOf(context.req.url);
  const start = path.indexOf(`/commands/${word}/`) + `/commands/${word}/`.length;
  const names = [decodeName(path.slice(start))];
  return {
    channels: word === "subscribe" ? names : [],
    patterns: word === "subscribe" ? [] : names,
    keys: undefined,
    spelling: UPSTASH_EVENTS,
    heartbeatMs: DEFAULT_HEARTBEAT * 1000,
    address: context.env.address,
  };
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidField("channel", "must be percent-encoded UTF-8");
  }
}

function description(): RouteConfig {
  const several = (description: string, example: string) =>
    z.array(z.string()).optional().openapi({ description, example: [example] });
  return {
    method: "get",
    path: "/v1/namespaces/{namespace}/events",
    tags: ["Events"],
    operationId: "readEvents",
    summary: "Messages of channels and events of keys, as server-sent events",
    description:
      "The first event is `ready`. Then come `message` with `channel`, `message` and, for " +
      "a pattern, `pattern`; `key` with `namespace`, `event` and `key`; `flush` and `swap` with " +
      '`namespace`. Bytes that are no UTF-8 are `{ "base64": "…" }`. A client that does not read is ' +
      "closed past `client-output-buffer-limit pubsub`.",
    request: {
      params: z.object({ namespace: namespaceParameter }),
      query: z.object({
        channel: several("Channels; they belong to no namespace", "news"),
        pattern: several("Patterns of channels", "news.*"),
        keys: several(
          "Patterns of keys whose events are wanted; without any of the three: all keys",
          "user:*",
        ),
        event: several("Names of the events of keys that are wanted; without: all", "expired"),
        heartbeat: z.number().int().min(1).max(MAX_HEARTBEAT).optional().openapi({
          description: "Seconds between two heartbeats (comments)",
          example: DEFAULT_HEARTBEAT,
        }),
      }),
    },
    responses: {
      200: {
        description: "The stream",
        content: { "text/event-stream": { schema: z.string() } },
      },
    },
  };
}
