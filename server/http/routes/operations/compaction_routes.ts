/**
 * POST /compact begins a compaction and GET /compact tells how far it has come; both send its progress
 * as it goes, a line of JSON each time, to who accepts `application/x-ndjson`.
 */

import { z } from "@hono/zod-openapi";
import { Arguments } from "../../../../resp/arguments.ts";
import { ReplyDecoder } from "../../../../resp/reply_decoder.ts";
import { ReplyWriter } from "../../../../resp/reply_writer.ts";
import { nobody } from "../../../clients/nobody.ts";
import { keptEngine } from "../../../durability/kept_engines.ts";
import type { HttpApp } from "../../http_app.ts";
import type { HttpHost } from "../../http_host.ts";
import {
  compactionCommand,
  type CompactionMethod,
  compactionOf,
} from "../../operations/compaction.ts";
import { Problem } from "../../problem.ts";
import { problemOfReply } from "../../gateway/reply_problems.ts";
import { addRoute, problem, response } from "../../route_description.ts";
import { validateQuery } from "../../requests/validation.ts";
import { figures, NO_QUERY, NOT_STORED, OPERATIONS_TAG } from "./route_parts.ts";

/** Between two lines of progress. */
const PROGRESS_INTERVAL_MS = 100;

const LINES_TYPE = "application/x-ndjson";

const MethodSchema = z.enum(["log", "snapshot"], { error: "must be log or snapshot" });

const CompactionSchema = z.object({
  state: z.enum(["idle", "scheduled", "running"]),
  method: MethodSchema.nullable().openapi({
    description: "What the settings ask for: the rewrite of the log or, without one, a snapshot; " +
      "null for a server that keeps its data in memory alone",
  }),
  running: z.object({
    method: MethodSchema,
    keysWritten: z.number().int(),
    keysTotal: z.number().int(),
    percent: z.number().min(0).max(100),
    seconds: z.number(),
  }).nullable(),
  last: z.object({
    method: MethodSchema,
    succeeded: z.boolean(),
    endedAt: z.string().openapi({ format: "date-time" }),
    seconds: z.number().int().nullable(),
  }).nullable(),
  logBytes: z.number().int().nullable(),
}).openapi("Compaction");

const CONTENT = {
  "application/json": { schema: CompactionSchema },
  [LINES_TYPE]: { schema: z.string() },
};

const startSchema = z.strictObject({
  method: MethodSchema.optional().openapi({ description: "In place of what the settings say" }),
});

/** Adds the routes. */
export function addCompactionRoutes(app: HttpApp, host: HttpHost): void {
  const { server } = host;
  addRoute(app, {
    ...{ method: "get", path: "/compact", tags: OPERATIONS_TAG, operationId: "getCompaction" },
    summary: "How far compaction has come",
    responses: {
      200: { description: "Its state, or lines of it until it ends", content: CONTENT },
    },
  }, ({ req }) => {
    validateQuery(NO_QUERY, req.url);
    return wantsLines(req.raw) ? progressResponse(host) : figures(compactionOf(server));
  });
  addRoute(app, {
    ...{ method: "post", path: "/compact", tags: OPERATIONS_TAG, operationId: "compact" },
    summary: "Begin to compact: the log is written anew or, without one, a snapshot is taken",
    request: { query: startSchema },
    responses: {
      200: { description: "Begun; lines of progress until it ends", content: CONTENT },
      202: response(
        "Begun, or about to begin",
        CompactionSchema,
        z.object({ location: z.string().openapi({ description: "Where progress is told" }) }),
      ),
      409: problem("One is under way, or the server keeps its data in memory alone"),
      503: problem("The files cannot be written, or data is being loaded"),
    },
  }, ({ req, env }) => {
    const { method } = validateQuery(startSchema, req.url);
    const status = compactionOf(server);
    if (status.method === null) {
      throw new Problem({
        ...{ code: "memory-only", status: 409, title: "There is nothing to compact" },
        detail: keptEngine(server.engine) === undefined
          ? "This server keeps its data in memory alone"
          : "The program that this server is part of keeps the data: its store has rewrite()",
      });
    }
    if (status.state !== "idle") {
      throw new Problem({
        ...{ code: "compaction-under-way", status: 409, title: "Compaction is under way" },
        detail: `It is ${status.state}; GET /compact tells how far it has come`,
      });
    }
    start(host, method ?? status.method, env.address);
    if (wantsLines(req.raw)) return progressResponse(host);
    return figures(compactionOf(server), { status: 202, headers: { location: "/compact" } });
  });
}

/** Executes the command as a client that comes and goes; it has begun when this returns. */
function start(host: HttpHost, method: CompactionMethod, address: string): void {
  const reply = new ReplyWriter(2);
  const peer = { ...nobody(reply), address };
  const session = host.openSession({ peer, reply, namespace: "0" });
  try {
    if (!host.execute(session, Arguments.from(compactionCommand(method)))) {
      throw new Problem({
        ...{ code: "paused", status: 503, title: "Commands are held back" },
        detail: "CLIENT PAUSE is in force",
      });
    }
    const decoder = new ReplyDecoder();
    decoder.push(reply.bytes.subarray(0, reply.length));
    const decoded = decoder.next();
    if (decoded?.type === "error") throw problemOf(String(decoded.value));
  } finally {
    host.closeSession(session);
  }
}

/** What has no error word of its own is the disk's fault, and BGSAVE does not tell which. */
function problemOf(message: string): Problem {
  if (!/^ERR\b/.test(message)) return problemOfReply(message);
  return new Problem({
    ...{ code: "compaction-failed", status: 503, title: "Compaction cannot begin" },
    detail: `${message.replace(/^ERR ?/, "") || "The file cannot be written"}; the log tells why`,
  });
}

function wantsLines({ headers }: Request): boolean {
  return headers.get("accept")?.includes(LINES_TYPE) === true;
}

/** A line now, one now and then, and one when nothing is under way any more; that is the last. */
function progressResponse({ server, ending }: HttpHost): Response {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      end = () => {
        clearInterval(timer);
        ending.removeEventListener("abort", end);
        controller.close();
      };
      const tell = () => {
        const status = compactionOf(server);
        // Who does not read gets fewer lines, but the last one.
        if (status.state !== "idle" && (controller.desiredSize ?? 0) <= 0) return;
        controller.enqueue(encoder.encode(JSON.stringify(status) + "\n"));
        if (status.state === "idle") end();
      };
      timer = setInterval(tell, PROGRESS_INTERVAL_MS);
      ending.addEventListener("abort", end);
      tell();
    },
    cancel() {
      clearInterval(timer);
      ending.removeEventListener("abort", end);
    },
  }, { highWaterMark: 16 });
  return new Response(body, { headers: { "content-type": LINES_TYPE, ...NOT_STORED } });
}
