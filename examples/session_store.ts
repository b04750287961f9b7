/**
 * Sessions of a web site: who is logged in, until they log out or are away for too long.
 *
 * A session is a hash with a time to live that each visit begins anew; a set for each user names their
 * sessions, so that one can log out everywhere. It shows hashes, sets, expiry, a transaction that changes
 * several keys together, and `openStore`, with which sessions outlast a restart.
 *
 *     deno run --allow-net examples/session_store.ts 8000
 *     curl -i -d '{"name":"ada","password":"difference"}' http://127.0.0.1:8000/login
 *     curl -H 'cookie: session=…' http://127.0.0.1:8000/me
 *     curl -X POST -H 'cookie: session=…' http://127.0.0.1:8000/logout
 *
 * With a directory, `… session_store.ts 8000 ./sessions` (and --allow-read --allow-write), they are kept on disk.
 */
import { Store } from "@vortis/core";
import { openStore } from "@vortis/core/durable";

const IDLE_SECONDS = 1800;

interface Session {
  readonly user: string;
  readonly since: string;
  readonly visits: number;
}

/** Sessions in a store. */
class Sessions {
  constructor(private readonly store: Store) {}

  /** Begins a session and returns its ID, which nobody can guess. */
  begin(user: string): string {
    const id = crypto.randomUUID();
    const fields = { user, since: new Date().toISOString(), visits: "0" };
    this.store.multi()
      .hashes.set(`session:${id}`, fields)
      .expire(`session:${id}`, IDLE_SECONDS)
      .sets.add(`sessions:${user}`, id)
      .expire(`sessions:${user}`, IDLE_SECONDS)
      .exec();
    return id;
  }

  /** The session of an ID, which is good for another while; `undefined` if there is none. */
  visit(id: string): Session | undefined {
    const { store } = this;
    const key = `session:${id}`;
    const user = store.hashes.get(key, "user");
    if (user === undefined) return undefined;
    const visits = store.hashes.incrBy(key, "visits");
    store.expire(key, IDLE_SECONDS);
    store.expire(`sessions:${user}`, IDLE_SECONDS);
    return { user, since: store.hashes.get(key, "since")!, visits };
  }

  /** Ends a session. */
  end(id: string): void {
    const user = this.store.hashes.get(`session:${id}`, "user");
    this.store.delete(`session:${id}`);
    if (user !== undefined) this.store.sets.delete(`sessions:${user}`, id);
  }

  /** Ends all sessions of a user; returns how many there were. */
  endAll(user: string): number {
    const keys = this.store.sets.members(`sessions:${user}`).map((id) => `session:${id}`);
    this.store.delete(`sessions:${user}`);
    return this.store.delete(...keys); // those that had expired do not count
  }
}

/** Stands for your users; yours have their passwords hashed. */
const passwords = new Map([["ada", "difference"], ["grace", "nanosecond"]]);

const [port = "8000", dir] = Deno.args;
const store = dir === undefined ? new Store() : await openStore({ dir });
const sessions = new Sessions(store);

function cookie(id: string, maxAge: number): string {
  return `session=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`;
}

async function logIn(request: Request): Promise<Response> {
  const { name, password } = await request.json().catch(() => ({}));
  if (typeof name !== "string" || password === undefined || passwords.get(name) !== password) {
    return Response.json({ error: "wrong name or password" }, { status: 401 });
  }
  const headers = { "set-cookie": cookie(sessions.begin(name), IDLE_SECONDS) };
  return Response.json({ user: name }, { headers });
}

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  onListen: ({ hostname, port }) => console.log(`listening on http://${hostname}:${port}/`),
}, async (request) => {
  const route = `${request.method} ${new URL(request.url).pathname}`;
  if (route === "POST /login") return await logIn(request);

  const id = /(?:^|; *)session=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  const session = id === undefined ? undefined : sessions.visit(id);
  if (id === undefined || session === undefined) {
    return Response.json({ error: "not logged in" }, { status: 401 });
  }
  const headers = { "set-cookie": cookie("", 0) };
  switch (route) {
    case "GET /me":
      return Response.json(session, { headers: { "set-cookie": cookie(id, IDLE_SECONDS) } });
    case "POST /logout":
      sessions.end(id);
      return Response.json({ ended: 1 }, { headers });
    case "POST /logout-everywhere":
      return Response.json({ ended: sessions.endAll(session.user) }, { headers });
    default:
      return Response.json({ error: "no such page" }, { status: 404 });
  }
});
