/**
 * Any command, pipeline or transaction as JSON, in the shape of Upstash's REST API: its clients work with
 * these addresses as their `url`.
 *
 *     /v1/commands                  the namespace "0"
 *     /v1/namespaces/{ns}/commands  any other
 *
 *     POST …              ["SET", "k", "v"]             {"result": "OK"}
 *     POST …/pipeline     [["INCR", "n"], ["NOSUCH"]]   [{"result": 1}, {"error": "ERR unknown command …"}]
 *     POST …/multi-exec   the same, all or nothing      the same, or {"error": "EXECABORT …"}
 */

import { type RouteConfig, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Reply } from "../../../resp/reply.ts";
import { gatewayOf, type GatewayRequest } from "../gateway/command_gateway.ts";
import { MAX_REPLY_BYTES } from "../gateway/gateway_session.ts";
import { problemOfGatewayError } from "../gateway/gateway_problems.ts";
import type { HttpApp, HttpEnv } from "../http_app.ts";
import type { HttpHost } from "../http_host.ts";
import { readJson } from "../requests/json_body.ts";
import { commandOfJson, commandsOfJson } from "../representations/json_commands.ts";
import { type Json, jsonOfReply } from "../representations/json_replies.ts";
import { invalidField, Problem, problemResponse } from "../problem.ts";
import { TOO_LONG } from "../gateway/reply_reader.ts";
import { problemOfReply } from "../gateway/reply_problems.ts";
import { namespaceOfUrl, pathName } from "../requests/resource_path.ts";
import { addRoute, jsonBytesSchema, namespaceParameter, response } from "../route_description.ts";
import { refuseUnknown } from "../requests/validation.ts";

/** The addresses below which commands are run. */
export const COMMAND_BASES: readonly string[] = [
  "/v1/commands",
  "/v1/namespaces/{namespace}/commands",
];

/** Adds the routes. */
export function addCommandRoutes(app: HttpApp, host: HttpHost): void {
  const gateway = gatewayOf(host.server);

  const command = guarded(async (context) => {
    const parts = commandOfJson(await readJson(context.req.raw));
    const reply = await gateway.command(requestOf(context), parts);
    const answer = answerOf(reply, isBase64(context));
    if ("error" in answer) throw problemOfReply(answer.error);
    return context.json(answer);
  });

  const pipeline = guarded(async (context) => {
    const commands = commandsOfJson(await readJson(context.req.raw));
    const replies = await gateway.pipeline(requestOf(context), commands);
    const base64 = isBase64(context);
    return context.json(replies.map((reply) => answerOf(reply, base64)));
  });

  const transaction = guarded(async (context) => {
    const commands = commandsOfJson(await readJson(context.req.raw));
    const outcome = await gateway.transaction(requestOf(context), commands);
    if (outcome.replies === undefined) {
      const { options } = problemOfReply(outcome.error!);
      if (outcome.refused === undefined) throw new Problem(options);
      const { index, error } = outcome.refused;
      throw new Problem({ ...options, errors: [{ field: `${index}`, detail: error }] });
    }
    const base64 = isBase64(context);
    return context.json(outcome.replies.map((reply) => answerOf(reply, base64)));
  });

  for (const base of COMMAND_BASES) {
    const [one, several, atOnce] = descriptions(base);
    addRoute(app, one, command);
    addRoute(app, several, pipeline);
    addRoute(app, atOnce, transaction);
  }
}

type Handler = (context: Context<HttpEnv>) => Promise<Response>;

/** Gives problems the member `error`, where clients of Upstash look for it. */
function guarded(handler: Handler): Handler {
  return async (context) => {
    try {
      return await handler(context);
    } catch (error) {
      const problem = problemOfGatewayError(error);
      if (problem === undefined) throw error;
      const { options } = problem;
      return problemResponse({
        ...options,
        extensions: { ...options.extensions, error: options.detail ?? options.title },
      });
    }
  };
}

/** Where and for whom the commands of a request run. @throws {Problem} */
function requestOf(context: Context<HttpEnv>): GatewayRequest {
  refuseUnknown(Object.keys(context.req.queries()), ["protocol"]);
  const protocol = context.req.query("protocol") ?? "2";
  if (protocol !== "2" && protocol !== "3") throw invalidField("protocol", "must be 2 or 3");
  const { url } = context.req;
  return {
    namespace: pathName(url, 2) === "namespaces" ? namespaceOfUrl(url) : "0",
    address: context.env.address,
    protocol: protocol === "3" ? 3 : 2,
  };
}

function isBase64(context: Context<HttpEnv>): boolean {
  return context.req.header("upstash-encoding") === "base64";
}

function answerOf(reply: Reply, base64: boolean): { result: Json } | { error: string } {
  if (reply.type === "error" || reply.type === "bulkError") return { error: reply.value };
  if (reply.type === "bulk" && reply.value.length > MAX_REPLY_BYTES) return { error: TOO_LONG };
  return { result: jsonOfReply(reply, base64) };
}

const argument = z.union([z.string(), z.number(), z.boolean(), jsonBytesSchema]);
const commandSchema = z.array(argument).min(1).openapi({ example: ["SET", "greeting", "hello"] });
const commandsSchema = z.array(commandSchema).openapi({
  example: [["INCR", "visits"], ["GET", "greeting"]],
});
const answerSchema = z.object({ result: z.any().openapi({ example: "OK" }) });
const answersSchema = z.array(z.union([answerSchema, z.object({ error: z.string() })]));

/** The descriptions of the routes below one address. */
function descriptions(base: string): RouteConfig[] {
  const ofNamespace = base.includes("{");
  const query = z.object({
    protocol: z.enum(["2", "3"]).optional().openapi({
      description: "3: maps are objects, doubles numbers, booleans true and false",
    }),
  });
  const headers = z.object({
    "upstash-encoding": z.literal("base64").optional().openapi({
      description: "Strings in the answer are base64 of their bytes",
    }),
  });
  const route = (
    ...[path, operationId, summary, body, answer]: [string, string, string, z.ZodType, z.ZodType]
  ): RouteConfig => ({
    method: "post",
    path: base + path,
    tags: ["Commands"],
    operationId: operationId + (ofNamespace ? "In" : ""),
    summary: summary + (ofNamespace ? "" : ' in the namespace "0"'),
    description: "An answer that is a problem has its text in `error`, too.",
    request: {
      ...(ofNamespace ? { params: z.object({ namespace: namespaceParameter }) } : {}),
      ...{ query, headers },
      body: { required: true, content: { "application/json": { schema: body } } },
    },
    responses: { 200: response("Done", answer) },
  });
  return [
    route("", "runCommand", "Run a command", commandSchema, answerSchema),
    route(
      ...["/pipeline", "runPipeline", "Run commands one after the other"] as const,
      ...[commandsSchema, answersSchema] as const,
    ),
    route(
      ...["/multi-exec", "runTransaction", "Run commands as a transaction"] as const,
      ...[commandsSchema, answersSchema] as const,
    ),
  ];
}
