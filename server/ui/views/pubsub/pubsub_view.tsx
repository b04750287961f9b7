/** Channels: listening to them, and sending messages. */

import type { VNode } from "preact";
import { PageHeader } from "../../components/page_header.tsx";
import { MessageList } from "./message_list.tsx";
import { PublishForm } from "./publish_form.tsx";
import { TopicForm } from "./topic_form.tsx";

/** The view. */
export function PubsubView(): VNode {
  return (
    <>
      <PageHeader title="Pub/Sub" />
      <div class="pubsub">
        <div class="pubsub-side">
          <TopicForm />
          <PublishForm />
        </div>
        <MessageList />
      </div>
    </>
  );
}
