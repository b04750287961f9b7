/**
 * A client derived from a description of an API (OpenAPI 3.1): operations by their ids, and every answer
 * checked against what the description says of it.
 */
import { assert } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A part of the description. */
// deno-lint-ignore no-explicit-any
type Described = any;

/** What a call sends; path parameters stand beside queries and headers under their names. */
export interface CallOptions {
  readonly [parameter: string]: unknown;
  /** Sent as JSON, or as it is if it is a text or bytes. */
  readonly body?: unknown;
  /** The body's content type; the first that the description names by default. */
  readonly contentType?: string;
}

/** An answer that is as described. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body, or its text. */
  // deno-lint-ignore no-explicit-any
  readonly value: any;
}

/** Calls the operations of a description. */
export class DescribedClient {
  /** The ids of all operations. */
  readonly operations: readonly string[];
  /** Those that have been called. */
  readonly called: Set<string> = new Set();
  readonly #byId = new Map<string, { method: string; path: string; operation: Described }>();
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });

  constructor(
    document: Described,
    private readonly fetch: (path: string, init?: RequestInit) => Promise<Response>,
  ) {
    this.#ajv.addSchema(document, "api");
    for (const [path, methods] of Object.entries<Described>(document.paths)) {
      for (const [method, operation] of Object.entries<Described>(methods)) {
        assert(operation.operationId !== undefined, `${method} ${path} has no operationId`);
        assert(!this.#byId.has(operation.operationId), operation.operationId);
        this.#byId.set(operation.operationId, { method, path, operation });
      }
    }
    this.operations = [...this.#byId.keys()];
  }

  /** Sends the request for an operation; its answer must be one that is described. */
  async call(id: string, options: CallOptions = {}): Promise<Answer> {
    const { method, path, operation } = this.#byId.get(id)!;
    this.called.add(id);
    const { body, contentType, ...rest } = options;
    const parameters: Record<string, unknown> = rest;
    const query = new URLSearchParams();
    const headers = new Headers();
    let url = path;
    for (const { name, in: place, required } of operation.parameters ?? []) {
      const value = parameters[name];
      delete parameters[name];
      if (value === undefined) assert(!required, `${id} needs ${name}`);
      else if (place === "path") {
        url = url.replace(`{${name}}`, () => encodeURIComponent(String(value)));
      } else if (place === "query") query.set(name, String(value));
      else headers.set(name, String(value));
    }
    assert(Object.keys(parameters).length === 0, `${id} has no ${Object.keys(parameters)}`);
    if (query.size > 0) url += `?${query}`;
    let content: BodyInit | undefined;
    if (body !== undefined) {
      const types = Object.keys(operation.requestBody.content);
      const type = contentType ?? types[0];
      assert(types.includes(type), `${id} takes no ${type}`);
      headers.set("content-type", type);
      content = type === "application/json" ? JSON.stringify(body) : body as BodyInit;
    }
    const response = await this.fetch(url, {
      ...{ method: method.toUpperCase(), headers },
      ...(content === undefined ? {} : { body: content }),
    });
    return await this.#check(`${id}: ${response.status}`, path, method, operation, response);
  }

  async #check(
    what: string,
    path: string,
    method: string,
    operation: Described,
    response: Response,
  ): Promise<Answer> {
    const { status, headers } = response;
    const named = operation.responses[status] === undefined ? "default" : String(status);
    assert(named !== "default" || status >= 400, `${what} is not described`);
    const described = operation.responses[named];
    const text = await response.text();
    for (const [name, header] of Object.entries<Described>(described.headers ?? {})) {
      assert(!header.required || headers.has(name), `${what} has no ${name}`);
    }
    if (method === "head" || text === "") return { status, headers, value: undefined };
    const type = headers.get("content-type")!.split(";")[0];
    assert(described.content?.[type] !== undefined, `${what} is ${type}, which is not described`);
    if (!type.endsWith("json")) return { status, headers, value: text };
    const value = JSON.parse(text);
    const pointer = ["paths", path, method, "responses", named, "content", type, "schema"]
      .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
    const validate = this.#ajv.getSchema(`api#/${pointer.join("/")}`)!;
    assert(validate(value), `${what}: ${text}: ${JSON.stringify(validate.errors)}`);
    return { status, headers, value };
  }
}
