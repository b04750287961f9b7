/** One client of the mixed load: what it has stored, and requests whose answers follow from that. */
import type { RespClient } from "../../resp/client.ts";
import type { Random } from "../../tests/helpers/random.ts";
import type { HttpConnection } from "./http_connection.ts";

const KEYS = 200;
const FIELDS = 50;
const NAMESPACE = "/v1/namespaces/0";
const JSON_TYPE = { "content-type": "application/json" };

type Step = () => Promise<void>;

/** A client that uses both protocols. */
export class MixedClient {
  /** Strings by key; a missing key is a missing entry. */
  readonly #strings = new Map<string, string>();
  readonly #fields = new Map<string, string>();
  readonly #rest: readonly (readonly [weight: number, step: Step])[];
  readonly #resp: readonly (readonly [weight: number, step: Step])[];

  /** @param shared counts what all clients do to one key */
  constructor(
    readonly index: number,
    private readonly http: HttpConnection,
    private readonly client: RespClient,
    readonly random: Random,
    private readonly shared: { increments: number },
  ) {
    this.#rest = [
      [35, () => this.#getOverRest()],
      [25, () => this.#putOverRest()],
      [8, () => this.#deleteOverRest()],
      [8, () => this.#incrementOverRest()],
      [6, () => this.#createOverRest()],
      [6, () => this.#batch()],
      [6, () => this.#field()],
      [6, () => this.#raiseOverRest()],
    ];
    this.#resp = [
      [35, () => this.#get()],
      [25, () => this.#set()],
      [8, () => this.#delete()],
      [8, () => this.#increment()],
      [8, () => this.#many()],
      [8, () => this.#readField()],
      [8, () => this.#raise()],
    ];
  }

  /** Keys that the server should have of this client. */
  get size(): number {
    return this.#strings.size + (this.#fields.size > 0 ? 1 : 0);
  }

  /** Sends one request over HTTP and checks its answer. */
  rest(): Promise<void> {
    return this.random.weighted(this.#rest)();
  }

  /** Sends one request over RESP and checks its answer. */
  overResp(): Promise<void> {
    return this.random.weighted(this.#resp)();
  }

  /** Compares all keys: as an observer sees them over RESP, and over HTTP. */
  async verify(observer: RespClient): Promise<void> {
    const names = [...this.#strings.keys()];
    const wanted = [...this.#strings.values()];
    if (names.length > 0) {
      this.#expect(await observer.call("MGET", ...names), wanted, "MGET at the end");
      const operations = names.map((key) => ({ op: "get", key }));
      const { results } = await this.#json("POST", `${NAMESPACE}/batch`, { operations }) as {
        results: { value: string }[];
      };
      this.#expect(results.map(({ value }) => value), wanted, "batch at the end");
    }
    const fields = await observer.call("HGETALL", this.#hash);
    const found = fields instanceof Map ? [...fields].flat() : fields;
    const pairs = new Map<unknown, unknown>();
    for (let i = 0; i < (found as unknown[]).length; i += 2) {
      pairs.set((found as unknown[])[i], (found as unknown[])[i + 1]);
    }
    this.#expect(pairs.size, this.#fields.size, "HGETALL at the end");
    for (const [field, value] of this.#fields) this.#expect(pairs.get(field), value, field);
  }

  close(): void {
    this.http.close();
    this.client.close();
  }

  get #hash(): string {
    return `client ${this.index}: fields`;
  }

  /** Keys need all that addresses can need. */
  #key(): string {
    return `client:${this.index}/ключ ${this.random.int(KEYS)}?#%`;
  }

  #number(): string {
    return `client:${this.index}:number:${this.random.int(10)}`;
  }

  #value(): string {
    const { random } = this;
    return random.text(random.chance(0.02) ? random.int(1000, 20_000) : random.int(0, 100));
  }

  async #getOverRest(): Promise<void> {
    const key = this.#key();
    const wanted = this.#strings.get(key);
    const [status, text] = await this.#request("GET", key);
    if (wanted === undefined) this.#expect(status, 404, `GET ${key}`);
    else this.#expect([status, text], [200, wanted], `GET ${key}`);
  }

  async #putOverRest(): Promise<void> {
    const key = this.#key();
    const value = this.#value();
    const [status] = await this.#request("PUT", key, value);
    this.#expect(status, this.#strings.has(key) ? 204 : 201, `PUT ${key}`);
    this.#strings.set(key, value);
  }

  async #createOverRest(): Promise<void> {
    const key = this.#key();
    const value = this.#value();
    const [status] = await this.#request("PUT", key, value, { "if-none-match": "*" });
    this.#expect(status, this.#strings.has(key) ? 412 : 201, `PUT ${key} if there is none`);
    if (status === 201) this.#strings.set(key, value);
  }

  async #deleteOverRest(): Promise<void> {
    const key = this.#key();
    const [status] = await this.#request("DELETE", key);
    this.#expect(status, this.#strings.delete(key) ? 204 : 404, `DELETE ${key}`);
  }

  async #incrementOverRest(): Promise<void> {
    const key = this.#number();
    const sum = this.#raised(key);
    const path = `${NAMESPACE}/keys/${encodeURIComponent(key)}`;
    // A number that is not there yet is made by RESP.
    if (sum === 7) return await this.#sendIncrement(key, sum);
    const answer = await this.#json("PATCH", path, { increment: 7 }) as { value: number };
    this.#expect(answer.value, sum, `PATCH ${key}`);
    this.#strings.set(key, String(sum));
  }

  async #batch(): Promise<void> {
    const key = this.#key();
    const value = this.#value();
    const operations = [
      { op: "set", key, value },
      { op: "get", key },
      { op: "delete", key },
      { op: "get", key },
    ];
    const { results } = await this.#json("POST", `${NAMESPACE}/batch`, { operations }) as {
      results: unknown;
    };
    const wanted = [{ status: 204 }, { status: 200, value }, { status: 204 }, { status: 404 }];
    this.#expect(results, wanted, `batch on ${key}`);
    this.#strings.delete(key);
  }

  async #field(): Promise<void> {
    const field = `field ${this.random.int(FIELDS)}`;
    const value = this.#value();
    const command = ["HSET", this.#hash, field, value];
    const answer = await this.#json("POST", "/v1/commands", command);
    this.#expect(answer, { result: this.#fields.has(field) ? 0 : 1 }, `HSET ${field}`);
    this.#fields.set(field, value);
  }

  async #raiseOverRest(): Promise<void> {
    this.shared.increments++;
    await this.#json("POST", "/v1/commands", ["INCR", "shared"]);
  }

  async #get(): Promise<void> {
    const key = this.#key();
    const wanted = this.#strings.get(key) ?? null;
    this.#expect(await this.client.call("GET", key), wanted, `GET ${key}`);
  }

  async #set(): Promise<void> {
    const key = this.#key();
    const value = this.#value();
    this.#expect(await this.client.call("SET", key, value), "OK", `SET ${key}`);
    this.#strings.set(key, value);
  }

  async #delete(): Promise<void> {
    const key = this.#key();
    const removed = await this.client.call("DEL", key);
    this.#expect(removed, this.#strings.delete(key) ? 1 : 0, `DEL ${key}`);
  }

  async #increment(): Promise<void> {
    const key = this.#number();
    await this.#sendIncrement(key, this.#raised(key));
  }

  async #sendIncrement(key: string, sum: number): Promise<void> {
    this.#expect(await this.client.call("INCRBY", key, 7), sum, `INCRBY ${key}`);
    this.#strings.set(key, String(sum));
  }

  async #many(): Promise<void> {
    const keys = Array.from({ length: 10 }, () => this.#key());
    const wanted = keys.map((key) => this.#strings.get(key) ?? null);
    this.#expect(await this.client.call("MGET", ...keys), wanted, "MGET");
  }

  async #readField(): Promise<void> {
    const field = `field ${this.random.int(FIELDS)}`;
    const wanted = this.#fields.get(field) ?? null;
    this.#expect(await this.client.call("HGET", this.#hash, field), wanted, `HGET ${field}`);
  }

  async #raise(): Promise<void> {
    this.shared.increments++;
    await this.client.call("INCR", "shared");
  }

  #raised(key: string): number {
    return Number(this.#strings.get(key) ?? 0) + 7;
  }

  /** A request for one key: the status and the text of the answer. */
  async #request(
    method: string,
    key: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<[status: number, text: string]> {
    const path = `${NAMESPACE}/keys/${encodeURIComponent(key)}`;
    const { status, text } = await this.http.request(method, path, body, headers);
    return [status, text];
  }

  async #json(method: string, path: string, body: unknown): Promise<unknown> {
    const { status, text } = await this.http.request(method, path, JSON.stringify(body), JSON_TYPE);
    if (status !== 200) {
      throw new Error(`client ${this.index}, ${method} ${path}: ${status} ${text}`);
    }
    return JSON.parse(text);
  }

  #expect(actual: unknown, wanted: unknown, what: string): void {
    const [found, expected] = [actual, wanted].map((value) => JSON.stringify(value));
    if (found === expected) return;
    const shown = [expected, found].map((text = "nothing") => text.slice(0, 200));
    throw new Error(`client ${this.index}, ${what}: wanted ${shown[0]}, got ${shown[1]}`);
  }
}
