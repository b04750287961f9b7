/** What is listened to: channels, patterns of channels, events of keys. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { TextField } from "../../components/text_field.tsx";
import {
  addTopic,
  isListening,
  removeTopic,
  type Topic,
  topics,
} from "../../state/subscription.ts";

const KINDS: readonly { value: Topic["kind"]; label: string }[] = [
  { value: "channel", label: "Channel" },
  { value: "pattern", label: "Pattern" },
  { value: "keys", label: "Events of keys" },
];

/** The form, and the list of what is listened to. */
export function TopicForm(): VNode {
  const [kind, setKind] = useState<Topic["kind"]>("channel");
  const [name, setName] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (name === "") return;
    addTopic({ kind, name });
    setName("");
  };
  return (
    <section class="panel form-panel" aria-labelledby="topics-title">
      <h2 id="topics-title">Subscribe</h2>
      <form onSubmit={submit}>
        <SelectField label="To" value={kind} choices={KINDS} onChange={setKind} />
        <TextField
          label={kind === "channel" ? "Channel" : "Pattern"}
          placeholder={kind === "channel" ? "news" : kind === "pattern" ? "news.*" : "user:*"}
          value={name}
          onInput={setName}
          isCode
          {...(kind === "keys" ? { hint: "Of namespace 0" } : {})}
        />
        <Button
          type="submit"
          label="Subscribe"
          icon="pubsub"
          kind="primary"
          disabled={name === ""}
        />
      </form>
      {topics.value.length > 0 && (
        <ul class="topics" aria-label="Subscriptions">
          {topics.value.map((topic) => (
            <li key={`${topic.kind} ${topic.name}`}>
              <span class={`dot${isListening.value ? " dot-on" : ""}`} aria-hidden="true" />
              <span class="topic-kind">{topic.kind}</span>
              <span class="topic-name code">{topic.name}</span>
              <Button
                label={`Unsubscribe from ${topic.name}`}
                icon="close"
                iconOnly
                kind="quiet"
                onClick={() => removeTopic(topic)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
