/** Requests for collections and what comes back, in few words. */
import { assertEquals } from "@std/assert";
import type { HttpTest } from "./http_server.ts";

/** Sends requests below `/v1/namespaces/0`. */
export class Collections {
  constructor(readonly test: HttpTest, readonly namespace = "0") {}

  /** The status and the JSON of the response; undefined without content. */
  async send(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const response = await this.test.fetch(`/v1/namespaces/${this.namespace}${path}`, {
      method,
      ...(text === undefined ? {} : { body: text as string }),
    });
    const answer = await response.text();
    return [response.status, answer === "" ? undefined : JSON.parse(answer)];
  }

  /** The JSON of what a GET brings; its status must be 200. */
  // deno-lint-ignore no-explicit-any
  async get(path: string): Promise<any> {
    const [status, answer] = await this.send("GET", path);
    assertEquals(status, 200, `${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Checks that a request is a problem of that status, which names the fields. */
  async refused(
    status: number,
    fields: string | string[],
    ...[method, path, body]: [method: string, path: string, body?: unknown]
  ): Promise<void> {
    const [given, answer] = await this.send(method, path, body);
    const { errors = [], type } = answer as { errors?: { field: string }[]; type: string };
    const what = `${method} ${path} ${JSON.stringify(body)?.slice(0, 200)}: ${
      JSON.stringify(answer)
    }`;
    assertEquals(given, status, what);
    assertEquals(type.startsWith("urn:vortis:problem:"), true, what);
    assertEquals(errors.map(({ field }) => field), [fields].flat().filter((x) => x !== ""), what);
  }
}
