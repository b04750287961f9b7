/**
 * What is listened to in the pub/sub view and what has arrived. It stays while other views are looked at.
 *
 * All channels and patterns share one stream, because a browser opens only a few connections to one server.
 */

import { signal } from "@preact/signals";
import { listen } from "../api.ts";
import { bytesOf, lineOf } from "../logic/byte_text.ts";
import type { StreamEvent } from "../logic/event_stream.ts";
import { tellFailed } from "./notices.ts";

/** Something that is listened to. */
export interface Topic {
  readonly kind: "channel" | "pattern" | "keys";
  readonly name: string;
}

/** Something that has arrived. */
export interface Message {
  readonly id: number;
  readonly timeMs: number;
  /** The channel, or the event of a key. */
  readonly source: string;
  readonly text: string;
}

/** Messages kept. */
export const MOST_MESSAGES = 500;
/** How long after a lost stream a new one is opened. */
const AGAIN_MS = 2000;

/** What is listened to. */
export const topics = signal<readonly Topic[]>([]);
/** What has arrived, the newest first. */
export const messages = signal<readonly Message[]>([]);
/** Whether the stream is open. */
export const isListening = signal(false);
/** Whether what arrives is dropped. */
export const isPaused = signal(false);
/** Messages that have arrived in all. */
export const received = signal(0);

let controller = new AbortController();
let waiting: Message[] = [];

/** Listens to one thing more; nothing changes if it is listened to already. */
export function addTopic(topic: Topic): void {
  if (topics.value.some(({ kind, name }) => kind === topic.kind && name === topic.name)) return;
  topics.value = [...topics.value, topic];
  restart();
}

/** Listens to one thing less. */
export function removeTopic(topic: Topic): void {
  topics.value = topics.value.filter((other) => other !== topic);
  restart();
}

/** Forgets what has arrived. */
export function clearMessages(): void {
  messages.value = [];
  received.value = 0;
}

function restart(): void {
  controller.abort();
  controller = new AbortController();
  isListening.value = false;
  if (topics.value.length > 0) run(controller.signal);
}

async function run(signal: AbortSignal): Promise<void> {
  const names = (wanted: Topic["kind"]) =>
    topics.value.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  const selection = { channels: names("channel"), patterns: names("pattern"), keys: names("keys") };
  let isTold = false;
  while (!signal.aborted) {
    try {
      await listen("0", selection, (event) => {
        isTold = false;
        receive(event, signal);
      }, signal);
    } catch (error) {
      if (signal.aborted) return;
      // Once is enough, however long it takes until the server is there again.
      if (!isTold) tellFailed(error);
      isTold = true;
    }
    if (signal.aborted) return;
    isListening.value = false;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function receive({ event, data }: StreamEvent, signal: AbortSignal): void {
  if (signal.aborted) return;
  if (event === "ready") isListening.value = true;
  const message = messageOf(event, data);
  if (message === undefined || isPaused.value) return;
  // Many may arrive at once: they are shown together.
  if (waiting.length === 0) setTimeout(showWaiting, 50);
  waiting.push(message);
}

function showWaiting(): void {
  received.value += waiting.length;
  messages.value = [...waiting.reverse(), ...messages.value].slice(0, MOST_MESSAGES);
  waiting = [];
}

let lastId = 0;

type JsonBytes = string | { readonly base64: string };

function messageOf(event: string, data: string): Message | undefined {
  if (event !== "message" && event !== "key") return undefined;
  const parsed: Record<string, JsonBytes> = JSON.parse(data);
  const [source, text] = event === "message"
    ? [parsed["channel"], parsed["message"]]
    : [`key ${shown(parsed["event"])}`, parsed["key"]];
  return { id: ++lastId, timeMs: Date.now(), source: shown(source), text: shown(text) };
}

function shown(value: JsonBytes): string {
  const bytes = typeof value === "string"
    ? bytesOf(value)
    : Uint8Array.from(atob(value.base64), (character) => character.charCodeAt(0));
  return lineOf(bytes, 2000);
}
