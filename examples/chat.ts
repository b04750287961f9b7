/**
 * A chat with rooms: browsers and programs over WebSockets, and anybody with a Redis client.
 *
 * A room is a channel; what is said goes to all who are in it, and the last 50 messages are kept in a list for those
 * who come later. It shows publish/subscribe with bounded buffers, a store that is served to Redis
 * clients at the same time, and subscriptions that end with their socket.
 *
 *     deno run --allow-net examples/chat.ts 8000 6390
 *     websocat 'ws://127.0.0.1:8000/rooms/lobby?name=ada'
 *     redis-cli -p 6390 SUBSCRIBE room:lobby
 *     redis-cli -p 6390 PUBLISH room:lobby '{"from":"grace","text":"hello"}'
 */
import { json, Store } from "@vortis/core";
import { serve } from "@vortis/core/server";

const HISTORY = 50;
const MAX_TEXT = 1000;

interface Said {
  readonly from: string;
  readonly text: string;
}

const store = new Store({ codec: json<Said>() });

/** Says something in a room: to all who are there, and to the room's history. */
function say(room: string, said: Said): void {
  const history = `history:${room}`;
  store.lists.pushRight(history, said);
  store.lists.trim(history, -HISTORY, -1);
  store.expire(history, 24 * 3600);
  store.publish(`room:${room}`, said);
}

/** Hands on what is said in a room until the socket closes. */
async function listen(socket: WebSocket, room: string, signal: AbortSignal): Promise<void> {
  const messages = store.subscribe(`room:${room}`, {
    signal,
    // Who is too slow for a quarter of a megabyte misses what is oldest.
    maxBufferedBytes: "256kb",
    overflow: "drop-oldest",
  });
  for (const said of store.lists.range(`history:${room}`)) socket.send(JSON.stringify(said));
  for await (const message of messages) {
    // Redis clients may publish what is no JSON, so the text is handed on as it is.
    if (socket.readyState === WebSocket.OPEN) socket.send(message.text);
  }
}

/** Takes a visitor into a room. */
function enter(request: Request, room: string, name: string): Response {
  const { socket, response } = Deno.upgradeWebSocket(request);
  const left = new AbortController();
  socket.onopen = () => {
    listen(socket, room, left.signal);
    say(room, { from: "door", text: `${name} comes in` });
  };
  socket.onmessage = ({ data }) => {
    if (typeof data !== "string" || data.length > MAX_TEXT) return socket.close(1009, "too long");
    say(room, { from: name, text: data });
  };
  socket.onclose = () => {
    left.abort();
    say(room, { from: "door", text: `${name} goes out` });
  };
  return response;
}

const [httpPort = "8000", redisPort = "6390"] = Deno.args;
const redis = await serve({ store, hostname: "127.0.0.1", port: Number(redisPort) });
console.log(`Redis clients: 127.0.0.1:${redis.port}`);

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(httpPort),
  onListen: ({ hostname, port }) => console.log(`listening on http://${hostname}:${port}/`),
}, (request) => {
  const url = new URL(request.url);
  const room = /^\/rooms\/([a-z0-9-]{1,32})$/.exec(url.pathname)?.[1];
  if (room === undefined) return new Response("no such room\n", { status: 404 });
  if (request.headers.get("upgrade") !== "websocket") {
    return Response.json(store.lists.range(`history:${room}`));
  }
  return enter(request, room, url.searchParams.get("name")?.slice(0, 32) || "somebody");
});
