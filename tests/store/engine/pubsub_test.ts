/** Channels, patterns and audiences: who is told of what, and that nothing stays behind. */
import { assert, assertEquals } from "@std/assert";
import { binaryName } from "../../../store/encoding/binary_string.ts";
import {
  Audience,
  type Message,
  PubSub,
  type Subscriber,
  type Subscriptions,
  type TopicKind,
} from "../../../store/engine/pubsub.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class Listener implements Subscriber {
  subscriptions: Subscriptions | undefined;
  readonly heard: string[] = [];
  /** Ends all its subscriptions when it hears this. */
  leavesAt = "";

  constructor(readonly name: string) {}
}

class Listeners extends Audience<Listener> {
  readonly changes: string[] = [];
  deliveries = 0;

  listen(listener: Listener, kind: TopicKind, name: string): void {
    const bytes = encoder.encode(`..${name}`);
    this.subscribe(listener, kind, binaryName(name), bytes, 2, bytes.length);
  }

  override deliver(message: Message, subscribers: ReadonlySet<Listener>): void {
    this.deliveries++;
    const { topic, channel, channelStart, channelEnd, bytes, start, end } = message;
    const text = decoder.decode(bytes.subarray(start, end));
    const of = decoder.decode(channel.subarray(channelStart, channelEnd));
    for (const listener of subscribers) {
      const by = topic.kind === "patterns" ? `(${decoder.decode(topic.name)})` : "";
      listener.heard.push(`${of}${by}:${text}`);
      if (listener.leavesAt === text) this.forget(listener);
    }
  }

  protected override changed(listener: Listener): void {
    this.changes.push(`${listener.name}${listener.subscriptions === undefined ? "-" : "+"}`);
  }
}

function publish(pubsub: PubSub, channel: string, text: string, toShard = false): number {
  const name = encoder.encode(channel);
  const message = encoder.encode(`<${text}>`);
  const send = toShard ? pubsub.publishToShard : pubsub.publish;
  const { length } = message;
  return send.call(pubsub, binaryName(channel), name, 0, name.length, message, 1, length - 1);
}

Deno.test("a message goes once to each audience that listens, and to all of its listeners", () => {
  const pubsub = new PubSub();
  const [one, two] = [new Listeners(pubsub), new Listeners(pubsub)];
  const [a, b, c] = [new Listener("a"), new Listener("b"), new Listener("c")];
  one.listen(a, "channels", "x");
  one.listen(b, "channels", "x");
  two.listen(c, "channels", "x");
  two.listen(c, "patterns", "?");
  one.listen(a, "shards", "x");
  assertEquals(publish(pubsub, "x", "1"), 4);
  assertEquals([one.deliveries, two.deliveries], [1, 2]);
  assertEquals([a.heard, b.heard, c.heard], [["x:1"], ["x:1"], ["x:1", "x(?):1"]]);
  assertEquals(publish(pubsub, "x", "2", true), 1);
  assertEquals(a.heard, ["x:1", "x:2"]);
  assertEquals([publish(pubsub, "xx", "3"), publish(pubsub, "y", "4", true)], [0, 0]);
  assertEquals(pubsub.channels.get("x")?.size, 3);
});

Deno.test("an audience is told of those who begin and cease to listen", () => {
  const pubsub = new PubSub();
  const audience = new Listeners(pubsub);
  const listener = new Listener("a");
  audience.listen(listener, "channels", "é");
  audience.listen(listener, "channels", "é");
  audience.listen(listener, "patterns", "é");
  audience.unsubscribe(listener, "channels", "none");
  audience.unsubscribe(listener, "channels", binaryName("é"));
  assertEquals([audience.changes, pubsub.channels.size, pubsub.isIdle], [["a+"], 0, false]);
  audience.unsubscribe(listener, "patterns", binaryName("é"));
  audience.forget(listener);
  assertEquals([audience.changes, pubsub.isIdle], [["a+", "a-"], true]);
});

Deno.test("listeners may leave while they are told", () => {
  const pubsub = new PubSub();
  const audiences = [new Listeners(pubsub), new Listeners(pubsub), new Listeners(pubsub)];
  const listeners = audiences.map((audience, i) => {
    const listener = new Listener(String(i));
    audience.listen(listener, "channels", "x");
    audience.listen(listener, "patterns", "x*");
    return listener;
  });
  listeners[0].leavesAt = listeners[1].leavesAt = "go";
  assertEquals(publish(pubsub, "x", "go"), 4);
  assertEquals(listeners.map(({ heard }) => heard.length), [1, 1, 2]);
  assertEquals(publish(pubsub, "x", "again"), 2);
  audiences[2].forget(listeners[2]);
  assert(pubsub.isIdle);
});

Deno.test("whatever is subscribed and ended, topics are those that somebody listens to", () => {
  for (const seed of seeds("pubsub")) {
    const random = new Random(seed);
    const pubsub = new PubSub();
    const audiences = [new Listeners(pubsub), new Listeners(pubsub)];
    const listeners = Array.from({ length: 6 }, (_, i) => new Listener(String(i)));
    const kinds: TopicKind[] = ["channels", "patterns", "shards"];
    const model = new Set<string>();
    for (let step = 0; step < 5000; step++) {
      const who = random.int(6);
      const audience = audiences[who % 2];
      const kind = kinds[random.int(3)];
      const name = "abcde"[random.int(5)];
      const choice = random.int(10);
      if (choice < 5) {
        audience.listen(listeners[who], kind, name);
        model.add(`${kind} ${name} ${who}`);
      } else if (choice < 9) {
        audience.unsubscribe(listeners[who], kind, name);
        model.delete(`${kind} ${name} ${who}`);
      } else {
        audience.forget(listeners[who]);
        for (const entry of model) if (entry.endsWith(` ${who}`)) model.delete(entry);
      }
      const sizes = kinds.flatMap((each) =>
        [...pubsub[each].values()].map(({ key, size }) => `${each} ${key} ${size}`)
      );
      const expected = Map.groupBy(model, (entry) => entry.slice(0, entry.lastIndexOf(" ")));
      assertEquals(
        sizes.sort(),
        [...expected].map(([topic, entries]) => `${topic} ${entries.length}`).sort(),
      );
    }
  }
});
