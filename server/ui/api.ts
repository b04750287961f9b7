/**
 * The one place where the pages speak with the server: commands, figures, events.
 *
 * Nearly all is done with commands (`POST /v1/namespaces/{ns}/commands`), as any client would do it, so that the pages can do
 * what the server can. Strings come in base64 and are given as bytes: what is stored need not be text.
 *
 * Whoever sends a request finds out whether the server is there and lets them in: {@link connection} tells
 * the pages, which ask for the password when it is missing. It is kept for this tab alone.
 */

import { signal } from "@preact/signals";
import { type Bytes, bytesOf, textOf } from "./logic/byte_text.ts";
import { EventStreamParser, type StreamEvent } from "./logic/event_stream.ts";

/** What a command may be given. */
export type Argument = string | number | Bytes;

/** What a command answers: statuses and stored strings as bytes, only "OK" as text. */
export type Reply = null | number | boolean | string | Bytes | CommandError | Reply[];

/** The server refused a command: the text of its error reply. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A request did not get an answer of the kind that was asked for. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  /** @param status The status of the answer; 0 if there was none. */
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

/** How requests end at present. */
export type Connection = "open" | "needs-password" | "unreachable";

/** What the last requests have told about the server. */
export const connection = signal<Connection>("open");

/** One second of the server in figures. */
export interface Sample {
  readonly timeMs: number;
  readonly operationsPerSecond: number;
  readonly errorsPerSecond: number;
  readonly hitsPerSecond: number;
  readonly missesPerSecond: number;
  readonly inputBytesPerSecond: number;
  readonly outputBytesPerSecond: number;
  /** In microseconds. */
  readonly latency: Readonly<Record<"p50" | "p95" | "p99" | "p999", number | null>>;
  readonly usedMemoryBytes: number;
  readonly residentMemoryBytes: number;
  readonly clients: number;
  readonly keys: number;
}

/** What a namespace has counted. */
export interface NamespaceFigures {
  readonly keys: number;
  readonly expiringKeys: number;
  readonly bytes: number;
}

/** The figures of the server. */
export interface ServerFigures extends NamespaceFigures {
  readonly uptimeSeconds: number;
  readonly hits: number;
  readonly misses: number;
  readonly hitRatio: number | null;
  readonly evictions: number;
  readonly expired: number;
  readonly clients: number;
  readonly commands: number;
  readonly errors: number;
  readonly memory: {
    readonly usedBytes: number;
    readonly peakBytes: number;
    readonly residentBytes: number;
    readonly maxBytes: number;
    readonly policy: string;
  };
  readonly unsavedChanges: number;
  readonly namespaces: Readonly<Record<string, NamespaceFigures>>;
}

const PASSWORD_ITEM = "vortis-password";

/** Executes a command in a namespace. */
export async function command(namespace: string, ...parts: Argument[]): Promise<Reply> {
  const [reply] = await all(namespace, [parts]);
  return reply;
}

/** Executes commands one after the other; errors are among the replies. */
export async function pipeline(
  namespace: string,
  commands: readonly (readonly Argument[])[],
  signal?: AbortSignal,
): Promise<Reply[]> {
  if (commands.length === 0) return [];
  return await post(namespace, "pipeline", commands, signal);
}

/** Executes commands with nothing in between, and throws the first error. */
export async function transaction(
  namespace: string,
  commands: readonly (readonly Argument[])[],
): Promise<Reply[]> {
  return withoutErrors(await post(namespace, "multi-exec", commands));
}

/** Executes commands one after the other, and throws the first error. */
export async function all(
  namespace: string,
  commands: readonly (readonly Argument[])[],
  signal?: AbortSignal,
): Promise<Reply[]> {
  return withoutErrors(await pipeline(namespace, commands, signal));
}

/** Of the seconds that the server remembers the last ones, the oldest first, if they ended after `afterMs`. */
export async function performanceHistory(
  seconds: number,
  afterMs: number,
): Promise<readonly Sample[]> {
  const answer = await get<{ samples: readonly Sample[] }>(
    `/performance/history?seconds=${seconds}&after=${afterMs}`,
  );
  return answer.samples;
}

/** The figures of the server and of its namespaces. */
export function serverFigures(): Promise<ServerFigures> {
  return get<ServerFigures>("/stats");
}

/** What to listen to. */
export interface EventSelection {
  readonly channels: readonly string[];
  readonly patterns: readonly string[];
  /** Patterns of keys whose events are wanted. */
  readonly keys: readonly string[];
}

/**
 * Hands events to `receive` until `signal` is aborted or the server ends the stream. Through `fetch`, because
 * an EventSource cannot carry the password.
 */
export async function listen(
  namespace: string,
  { channels, patterns, keys }: EventSelection,
  receive: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams();
  for (const channel of channels) query.append("channel", channel);
  for (const pattern of patterns) query.append("pattern", pattern);
  for (const key of keys) query.append("keys", key);
  const path = `/v1/namespaces/${encodeURIComponent(namespace)}/events?${query}`;
  const response = await send(path, { headers: { accept: "text/event-stream" }, signal });
  const parser = new EventStreamParser();
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parser.push(value)) receive(event);
  }
}

/** Uses a password from now on; false if the server does not accept it. */
export async function signIn(password: string): Promise<boolean> {
  const before = sessionStorage.getItem(PASSWORD_ITEM);
  sessionStorage.setItem(PASSWORD_ITEM, password);
  try {
    await command("0", "PING");
    return true;
  } catch (error) {
    if (before === null) sessionStorage.removeItem(PASSWORD_ITEM);
    else sessionStorage.setItem(PASSWORD_ITEM, before);
    if (error instanceof RequestError && error.status === 401) return false;
    throw error;
  }
}

/** Forgets the password, and all else that is kept for the tab. */
export function signOut(): void {
  sessionStorage.clear();
  connection.value = "needs-password";
}

/** Whether a password is in use. */
export function hasPassword(): boolean {
  return sessionStorage.getItem(PASSWORD_ITEM) !== null;
}

/** A reply that is text, as text; "" for one that is not there. */
export function replyText(reply: Reply): string {
  if (reply === null) return "";
  if (reply instanceof Uint8Array) return textOf(reply) ?? new TextDecoder().decode(reply);
  return reply instanceof CommandError ? reply.message : String(reply);
}

/** A reply that is bytes; empty for all others. */
export function replyBytes(reply: Reply): Bytes {
  return reply instanceof Uint8Array ? reply : bytesOf(replyText(reply));
}

/** A reply that is a list; empty for all others. */
export function replyList(reply: Reply): Reply[] {
  return Array.isArray(reply) ? reply : [];
}

/** A reply that lists names and values in turn, as pairs. */
export function replyPairs(reply: Reply): [name: string, value: Reply][] {
  const list = replyList(reply);
  return Array.from(
    { length: list.length >> 1 },
    (_, i) => [replyText(list[2 * i]), list[2 * i + 1]],
  );
}

type JsonReply = null | number | boolean | string | JsonReply[] | { error: string };

interface CommandAnswer {
  readonly result?: JsonReply;
  readonly error?: string;
}

function jsonOf(argument: Argument): string | { base64: string } {
  if (!(argument instanceof Uint8Array)) return String(argument);
  return textOf(argument) ?? { base64: base64Of(argument) };
}

function base64Of(bytes: Bytes): string {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters);
}

function decode(json: JsonReply | undefined): Reply {
  if (Array.isArray(json)) return json.map(decode);
  if (json === undefined || json === null) return null;
  if (typeof json === "object") return new CommandError(json.error);
  if (typeof json !== "string" || json === "OK") return json;
  return Uint8Array.from(atob(json), (character) => character.charCodeAt(0));
}

function withoutErrors(replies: Reply[]): Reply[] {
  for (const reply of replies) if (reply instanceof CommandError) throw reply;
  return replies;
}

async function post(
  namespace: string,
  way: "pipeline" | "multi-exec",
  commands: readonly (readonly Argument[])[],
  signal?: AbortSignal,
): Promise<Reply[]> {
  const path = `/v1/namespaces/${encodeURIComponent(namespace)}/commands/${way}`;
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json", "upstash-encoding": "base64" },
    body: JSON.stringify(commands.map((parts) => parts.map(jsonOf))),
    ...(signal === undefined ? {} : { signal }),
  });
  const answers: CommandAnswer[] = await response.json();
  return answers.map(({ result, error }) =>
    error === undefined ? decode(result) : new CommandError(error)
  );
}

async function get<T>(path: string): Promise<T> {
  const response = await send(path, { headers: { accept: "application/json" } });
  return await response.json();
}

/** Sends a request; every answer but a good one is thrown. */
async function send(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  const password = sessionStorage.getItem(PASSWORD_ITEM);
  if (password !== null) {
    // A header is a string of bytes.
    const bytes = bytesOf(password);
    headers.set("authorization", `Bearer ${String.fromCharCode(...bytes)}`);
  }
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    connection.value = "unreachable";
    throw new RequestError("The server cannot be reached", 0);
  }
  if (response.status === 401) {
    connection.value = "needs-password";
    throw new RequestError("The password is missing or wrong", 401);
  }
  connection.value = "open";
  if (response.ok) return response;
  throw new RequestError(await problemText(response), response.status);
}

async function problemText(response: Response): Promise<string> {
  try {
    const { title, detail } = await response.json();
    return [title, detail].filter(Boolean).join(": ");
  } catch {
    return `The server answered with status ${response.status}`;
  }
}
