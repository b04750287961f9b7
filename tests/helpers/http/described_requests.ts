/** Requests made from a description of an API (OpenAPI 3.1): mostly right ones, and some of any kind. */
import type { Random } from "../random.ts";

/** A part of the description. */
// deno-lint-ignore no-explicit-any
type Described = any;

/** A request to send. */
export interface DescribedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

const JUNK: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 2 ** 53, "", "x", "\u0000", "\ud800", "💥", "../../..", "%"],
  ...[[], {}, [[]], { base64: "!" }, { base64: "/w==" }, { __proto__: 1, constructor: 2 }, [null]],
  ...["NaN", "inf", "-inf", "9".repeat(40), "*".repeat(200), "a".repeat(5000), "\r\n", "0", "-0"],
];
const JUNK_BODIES = [
  "",
  "{",
  "[",
  "nul",
  '"',
  '{"a":',
  "[1,",
  "\u0000",
  '{"__proto__":{"x":1}}',
  "[]",
];
const KEYS = ["string", "list", "hash", "set", "zset", "stream", "new", "%FF", "a%2Fb", "%", "."];
const NAMESPACES = ["0", "0", "0", "1", "named", "a%20b", "%FF", "x".repeat(300)];
const NAMES = ["0", "1", "-1", "a", "f", "1-0", "%FF", "%", "x".repeat(3000), "9".repeat(30)];

/** Makes requests for the operations of a description. */
export class DescribedRequests {
  readonly #operations: [method: string, path: string, operation: Described][] = [];

  constructor(private readonly description: Described, private readonly random: Random) {
    for (const [path, methods] of Object.entries<Described>(description.paths)) {
      for (const [method, operation] of Object.entries<Described>(methods)) {
        this.#operations.push([method.toUpperCase(), path, operation]);
      }
    }
  }

  /** The next request to an operation whose path and method `wants` wants. */
  next(wants: (method: string, path: string) => boolean): DescribedRequest {
    const { random } = this;
    for (;;) {
      const [method, path, operation] = random.pick(this.#operations);
      if (!wants(method, path)) continue;
      return {
        method,
        path: this.#fillPath(path) + this.#query(operation),
        body: operation.requestBody === undefined ? undefined : this.#body(operation.requestBody),
      };
    }
  }

  #fillPath(path: string): string {
    return path.replaceAll(/\{(\w+)\}/g, (_, name) => {
      if (name === "namespace") return this.random.pick(NAMESPACES);
      return this.random.pick(name === "key" ? KEYS : NAMES);
    });
  }

  #query({ parameters = [] }: Described): string {
    const { random } = this;
    let query = "";
    for (const { name, in: place, schema } of parameters) {
      if (place !== "query" || random.chance(0.6)) continue;
      const value = random.chance(0.3) ? random.pick(JUNK) : this.#sample(schema, 0);
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      query += `&${name}=${encodeURIComponent(text.toWellFormed())}`;
    }
    if (random.chance(0.03)) query += "&unknown=1";
    return query.replace("&", "?");
  }

  #body({ content }: Described): string {
    const { random } = this;
    if (random.chance(0.05)) return random.pick(JUNK_BODIES);
    const schema = content["application/json"]?.schema ?? {};
    return JSON.stringify(this.#sample(schema, 0)) ?? "";
  }

  #sample(schema: Described, depth: number): unknown {
    const { random } = this;
    if (random.chance(0.03) || depth > 8) return random.pick(JUNK);
    if (schema.$ref !== undefined) {
      const name = schema.$ref.split("/").at(-1);
      return this.#sample(this.description.components.schemas[name], depth + 1);
    }
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.#sample(random.pick(choices), depth + 1);
    if (schema.enum !== undefined) return random.pick(schema.enum);
    if (schema.example !== undefined && random.chance(0.3)) return schema.example;
    switch (random.pick([schema.type ?? "string"].flat())) {
      case "object":
        return this.#sampleObject(schema, depth);
      case "array":
        return Array.from(
          { length: random.int(4) },
          () => this.#sample(schema.items ?? {}, depth + 1),
        );
      case "integer":
        return random.int(20);
      case "number":
        return random.int(1000) / 8;
      case "boolean":
        return random.chance(0.5);
      case "null":
        return null;
      default:
        return random.pick(["a", "b", "0", "1", "GET", "key", "text €", random.text(5)]);
    }
  }

  #sampleObject({ properties, required = [], additionalProperties }: Described, depth: number) {
    const { random } = this;
    const sample: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(properties ?? {})) {
      if (!required.includes(name) && random.chance(0.5)) continue;
      sample[name] = this.#sample(schema, depth + 1);
    }
    if (typeof additionalProperties === "object") {
      for (let i = random.int(3); i >= 0; i--) {
        sample[random.text(2)] = this.#sample(additionalProperties, depth + 1);
      }
    }
    return sample;
  }
}
