/** What has arrived, the newest first; only the newest are kept. */

import type { VNode } from "preact";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { formatThings, formatTimeOfDay } from "../../logic/format.ts";
import {
  clearMessages,
  isPaused,
  messages,
  MOST_MESSAGES,
  received,
  topics,
} from "../../state/subscription.ts";

/** The messages. */
export function MessageList(): VNode {
  const count = received.value;
  return (
    <section class="panel messages" aria-labelledby="messages-title">
      <header class="messages-header">
        <h2 id="messages-title">Messages</h2>
        <span class="messages-count" role="status">
          {formatThings(count, "message")}
          {count > MOST_MESSAGES && `, the last ${MOST_MESSAGES} shown`}
        </span>
        <span class="spring" />
        <Button
          label={isPaused.value ? "Go on" : "Pause"}
          icon={isPaused.value ? "play" : "pause"}
          kind="quiet"
          pressed={isPaused.value}
          onClick={() => isPaused.value = !isPaused.value}
        />
        <Button label="Clear" icon="remove" kind="quiet" onClick={clearMessages} />
      </header>
      {messages.value.length === 0
        ? (
          <EmptyState
            title={topics.value.length === 0 ? "Not subscribed" : "Nothing has arrived yet"}
            icon="pubsub"
          >
            {topics.value.length === 0
              ? "Subscribe to a channel, a pattern or the events of keys."
              : "Messages appear here as they are sent."}
          </EmptyState>
        )
        : (
          <div class="message-scroll" tabIndex={0} role="log" aria-labelledby="messages-title">
            {messages.value.map(({ id, timeMs, source, text }) => (
              <div class="message" key={id}>
                <span class="message-time">{formatTimeOfDay(timeMs)}</span>
                <span class="message-source">{source}</span>
                <span class="message-text code">{text}</span>
              </div>
            ))}
          </div>
        )}
    </section>
  );
}
