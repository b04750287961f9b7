/** HTTP without a socket: the handler of a server in this process whose parts a test can reach. */
import { createHandler } from "../../../server/http/http_server.ts";
import { TestServer } from "../commands.ts";

const LOCAL = { remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 50000 } } as const;

/** Sends requests to a {@linkcode TestServer}. */
export class TestHttp {
  readonly #ending = new AbortController();
  readonly #answer: ReturnType<typeof createHandler>;

  constructor(readonly server: TestServer = new TestServer()) {
    const unused = () => {
      throw new Error("These requests need no session of their own");
    };
    this.#answer = createHandler({
      server,
      ending: this.#ending.signal,
      openSession: unused,
      closeSession: unused,
      execute: unused,
    });
  }

  /** Sends a request; `path` begins with a slash. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#answer(new Request(`http://localhost${path}`, init), LOCAL, true);
  }

  /** The same, with the status, and the JSON of the response. */
  async json(path: string, init: RequestInit = {}): Promise<[status: number, body: unknown]> {
    const response = await this.fetch(path, init);
    return [response.status, await response.json()];
  }

  /** The server ends. */
  [Symbol.dispose](): void {
    this.#ending.abort();
  }
}
