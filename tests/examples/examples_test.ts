/** Each program of `examples/` is run as its header says, used as it is meant to be used, and ended. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { RespClient } from "../../resp/mod.ts";
import { ExampleProgram } from "../helpers/programs/example_program.ts";
import { ROOT } from "../helpers/source_tree.ts";

/** A response's status and one of its headers, its body read. */
async function head(url: string, header: string, init?: RequestInit): Promise<[number, string]> {
  const response = await fetch(url, init);
  await response.body?.cancel();
  return [response.status, response.headers.get(header) ?? ""];
}

async function status(url: string, init?: RequestInit): Promise<number> {
  return (await head(url, "content-type", init))[0];
}

Deno.test("example cache_aside: one read for all, misses and writes are remembered", async () => {
  await using program = await ExampleProgram.start("cache_aside.ts", ["0"]);
  const url = await program.url();
  const asked = Array.from({ length: 5 }, () => head(`${url}/products/1`, "x-cache"));
  const from = (await Promise.all(asked)).map(([, from]) => from);
  assertEquals(from.filter((from) => from === "miss").length, 1);
  assertEquals(await head(`${url}/products/1`, "x-cache"), [200, "hit"]);
  assertEquals(await head(`${url}/products/9`, "x-cache"), [404, "miss"]);
  assertEquals(await head(`${url}/products/9`, "x-cache"), [404, "hit"]);
  const put = { method: "PUT", body: "12.5" };
  assertEquals(await status(`${url}/products/1/price`, put), 204);
  assertEquals(await status(`${url}/products/1/price`, { ...put, body: "-1" }), 400);
  assertEquals((await (await fetch(`${url}/products/1`)).json()).price, 12.5);
  const { keys, databaseReads } = await (await fetch(`${url}/stats`)).json();
  assertEquals({ keys, databaseReads }, { keys: 2, databaseReads: 4 });
});

Deno.test("example rate_limiter: the sixth request in two seconds is refused", async () => {
  await using program = await ExampleProgram.start("rate_limiter.ts", ["0"]);
  const url = await program.url();
  const left: [number, string][] = [];
  for (let i = 0; i < 6; i++) left.push(await head(url, "ratelimit-remaining"));
  assertEquals(left, [[200, "4"], [200, "3"], [200, "2"], [200, "1"], [200, "0"], [429, "0"]]);
  assertMatch((await head(url, "retry-after"))[1], /^[12]$/);
  assertEquals(await status(url, { headers: { "x-api-key": "another" } }), 200);
});

Deno.test("example session_store: logging in and out, here and everywhere, over a restart", async () => {
  const dir = await Deno.makeTempDir();
  const permissions = [`--allow-read=${dir}`, `--allow-write=${dir}`];
  const logIn = (url: string, password: string) =>
    head(`${url}/login`, "set-cookie", {
      method: "POST",
      body: JSON.stringify({ name: "ada", password }),
    });
  const visit = async (url: string, path: string, cookie: string, method = "GET") => {
    const response = await fetch(url + path, { method, headers: { cookie } });
    return { status: response.status, ...await response.json() };
  };
  let cookie: string;
  {
    await using program = await ExampleProgram.start("session_store.ts", ["0", dir], permissions);
    const url = await program.url();
    assertEquals((await logIn(url, "wrong"))[0], 401);
    assertEquals(await status(`${url}/login`, { method: "POST", body: "{" }), 401);
    assertEquals((await visit(url, "/me", "session=none")).status, 401);
    cookie = (await logIn(url, "difference"))[1].split(";")[0];
    const { user, visits } = await visit(url, "/me", cookie);
    assertEquals([user, visits], ["ada", 1]);
  }
  await using program = await ExampleProgram.start("session_store.ts", ["0", dir], permissions);
  const url = await program.url();
  assertEquals((await visit(url, "/me", cookie)).visits, 2);
  const [, second] = await logIn(url, "difference");
  assertEquals((await visit(url, "/logout", cookie, "POST")).ended, 1);
  assertEquals((await visit(url, "/me", cookie)).status, 401);
  const other = second.split(";")[0];
  assertEquals((await visit(url, "/logout-everywhere", other, "POST")).ended, 1);
  assertEquals((await visit(url, "/me", other)).status, 401);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("example job_queue: nothing is lost, what fails is tried again, then put aside", async () => {
  await using program = await ExampleProgram.start("job_queue.ts");
  const printed = await program.end();
  assertMatch(printed, /^eve: takes "wash plate 1" and is gone\n/);
  for (let i = 2; i <= 5; i++) {
    assertMatch(printed, new RegExp(`(ada|grace): did "wash plate ${i}"`));
  }
  assertMatch(printed, /mopper, delivery 2: did "wash plate 1"/);
  assertMatch(printed, /mopper, delivery 2: did "light the boiler"/);
  assertMatch(printed, /(ada|grace): did "dry the plates"/);
  assertEquals(printed.match(/"divide by zero" failed/g)?.length, 3);
  assertMatch(
    printed,
    /mopper: puts "divide by zero" aside\ndone: 7 jobs, failed: divide by zero\n$/,
  );
});

Deno.test("example chat: browsers and Redis clients hear each other, and who comes late reads on", async () => {
  await using program = await ExampleProgram.start("chat.ts", ["0", "0"]);
  const url = await program.url();
  const [, port] = await program.prints(/Redis clients: 127\.0\.0\.1:(\d+)/);
  const redis = await RespClient.connect({ hostname: "127.0.0.1", port: Number(port) });
  const sockets: WebSocket[] = [];
  try {
    /** Enters the room; returns a function that waits for what is said next. */
    const enter = (name: string) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/rooms/lobby?name=${name}`);
      sockets.push(socket);
      const said: string[] = [];
      const waiting: ((text: string) => void)[] = [];
      socket.onmessage = ({ data }) => {
        const { from, text } = JSON.parse(data);
        const take = waiting.shift();
        if (take) take(`${from}: ${text}`);
        else said.push(`${from}: ${text}`);
      };
      const hears = () =>
        said.length > 0
          ? Promise.resolve(said.shift())
          : new Promise<string>((resolve) => waiting.push(resolve));
      return { socket, hears };
    };
    const ada = enter("ada");
    assertEquals(await ada.hears(), "door: ada comes in");
    ada.socket.send("hello?");
    assertEquals(await ada.hears(), "ada: hello?");
    const grace = enter("grace");
    for (const text of ["door: ada comes in", "ada: hello?", "door: grace comes in"]) {
      assertEquals(await grace.hears(), text);
    }
    const shout = JSON.stringify({ from: "redis-cli", text: "good morning" });
    assertEquals(await redis.call("PUBLISH", "room:lobby", shout), 2);
    assertEquals(await grace.hears(), "redis-cli: good morning");
    grace.socket.close();
    for (const text of ["grace comes in", "good morning", "grace goes out"]) {
      assertMatch((await ada.hears())!, new RegExp(`${text}$`));
    }
    assertEquals(await redis.call("LLEN", "history:lobby"), 4);
    assertEquals((await (await fetch(`${url}/rooms/lobby`)).json()).length, 4);
    assertEquals(await status(`${url}/rooms/No!`), 404);
  } finally {
    const open = sockets.filter(({ readyState }) => readyState !== WebSocket.CLOSED);
    const closed = open.map((socket) => new Promise((resolve) => socket.onclose = resolve));
    for (const socket of open) socket.close();
    await Promise.all(closed);
    redis.close();
  }
});

Deno.test("example leader_board: the best, the neighbours, the season", async () => {
  await using program = await ExampleProgram.start("leader_board.ts", ["100"]);
  const printed = await program.end();
  assertMatch(printed, /^300 scores in /);
  const places = [...printed.matchAll(/^ +(\d+) {2}(\S+) +(\d+\.\d)$/gm)]
    .map(([, rank, player, points]) => ({ rank: Number(rank), player, points: Number(points) }));
  assertEquals(places.slice(0, 3).map(({ rank }) => rank), [1, 2, 3]);
  assert(places[0].points >= places[1].points && places[1].points >= places[2].points);
  assertEquals(places.find(({ player }) => player === "ada")?.points, 240);
  assertMatch(printed, /Ada has more points than \d+ %:/);
  assertMatch(printed, /The best of the season, of 101 players:/);
});

Deno.test("example embedded_in_tests: its tests pass", async () => {
  await using program = await ExampleProgram.start("embedded_in_tests.ts");
  assertMatch(await program.end(), /ok \| 3 passed \| 0 failed/);
});

Deno.test("every example is run here, and listed in examples/README.md", async () => {
  const tests = await Deno.readTextFile(new URL(import.meta.url));
  const readme = await Deno.readTextFile(new URL("examples/README.md", ROOT));
  const names = [...Deno.readDirSync(new URL("examples/", ROOT))]
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".ts"));
  assertEquals(names.filter((name) => !tests.includes(`.start("${name}"`)), []);
  assertEquals(names.filter((name) => !readme.includes(`(${name})`)), []);
});
