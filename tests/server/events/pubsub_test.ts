/** When messages that were published to clients reach their reply buffers. */
import { assertEquals } from "@std/assert";
import { Arguments } from "../../../resp/arguments.ts";
import { ClientPubSub } from "../../../server/events/pubsub.ts";
import { type TestClient, TestServer } from "../../helpers/commands.ts";

/** The clients of a server, and a `ClientPubSub` of theirs whose turn ends when the test says so. */
class Stage {
  readonly server = new TestServer();
  readonly turns: (() => void)[] = [];
  readonly pubsub = new ClientPubSub(
    this.server.engine.pubsub,
    (endTurn) => this.turns.push(endTurn),
  );
  readonly publisher = this.server.client();

  listener(protocol: 2 | 3, ...channels: string[]): TestClient {
    const client = this.server.client(protocol);
    for (const channel of channels) this.subscribe(client, channel);
    return client;
  }

  subscribe({ session }: TestClient, channel: string): void {
    this.pubsub.subscribeTo(session, "channels", Arguments.from(["SUBSCRIBE", channel]), 1);
  }

  publish(channel: string, text: string, from: TestClient = this.publisher): number {
    return this.pubsub.publish(from.session, Arguments.from(["PUBLISH", channel, text]));
  }

  endTurn(): void {
    for (const end of this.turns.splice(0)) end();
  }
}

function message(channel: string, text: string, protocol: 2 | 3 = 2): string {
  const head = protocol === 2 ? "*3" : ">3";
  return `${head} $7 message $${channel.length} ${channel} $${text.length} ${text}`;
}

Deno.test("messages to one channel wait for the end of the turn, and come in order", () => {
  const stage = new Stage();
  const old = stage.listener(2, "c");
  const young = stage.listener(3, "c");
  const other = stage.listener(2, "d");
  for (const text of ["a", "b", "a"]) assertEquals(stage.publish("c", text), 2);
  assertEquals([old.received(), stage.turns.length], ["", 1]);
  stage.endTurn();
  for (const [client, protocol] of [[old, 2], [young, 3]] as const) {
    const expected = ["a", "b", "a"].map((text) => message("c", text, protocol)).join(" ");
    assertEquals(client.received(), expected);
  }
  assertEquals(other.received(), "");
  stage.publish("c", "next");
  assertEquals(stage.turns.length, 1);
  stage.endTurn();
  assertEquals(old.received(), message("c", "next"));
});

Deno.test("messages to another channel come behind those that wait", () => {
  const stage = new Stage();
  const client = stage.listener(2, "c", "d");
  stage.publish("c", "1");
  stage.publish("d", "2");
  assertEquals(client.received(), message("c", "1"));
  stage.publish("c", "3");
  stage.endTurn();
  assertEquals(client.received(), `${message("d", "2")} ${message("c", "3")}`);
});

Deno.test("who publishes and listens gets the message at once, before the reply", () => {
  const stage = new Stage();
  const client = stage.listener(3, "c");
  const patient = stage.listener(2, "c");
  stage.publish("c", "1");
  stage.publish("c", "2", client);
  assertEquals(client.received(), `${message("c", "1", 3)} ${message("c", "2", 3)}`);
  assertEquals(patient.received(), `${message("c", "1")} ${message("c", "2")}`);
});

Deno.test("what waits comes before a subscription begins or ends", () => {
  const stage = new Stage();
  const first = stage.listener(2, "c");
  stage.publish("c", "1");
  const second = stage.listener(2, "c");
  assertEquals([first.received(), second.received()], [message("c", "1"), ""]);
  stage.publish("c", "2");
  stage.pubsub.unsubscribe(first.session, "channels", "c");
  assertEquals([first.received(), second.received()], [message("c", "2"), message("c", "2")]);
  stage.publish("c", "3");
  stage.pubsub.forget(second.session);
  assertEquals([first.received(), second.received()], ["", message("c", "3")]);
  stage.endTurn();
  assertEquals([first.received(), second.received()], ["", ""]);
});

Deno.test("long messages do not wait", () => {
  const stage = new Stage();
  const client = stage.listener(2, "c");
  const text = "x".repeat(40_000);
  stage.publish("c", text);
  assertEquals(client.received(), "");
  stage.publish("c", text);
  assertEquals(client.received(), `${message("c", text)} ${message("c", text)}`);
});

Deno.test("another command finds all messages delivered", () => {
  const server = new TestServer();
  const subscriber = server.client(3);
  subscriber.reply("SUBSCRIBE c");
  subscriber.reply("BLPOP list 0");
  const { session } = server.client();
  for (const request of [["PUBLISH", "c", "m"], ["PUBLISH", "c", "n"], ["RPUSH", "list", "x"]]) {
    server.dispatcher.execute(session, Arguments.from(request));
  }
  const expected = `${message("c", "m", 3)} ${message("c", "n", 3)} *2 $4 list $1 x`;
  assertEquals(subscriber.received(), expected);
});
