/** The messages about what was done, in a corner; screen readers read them out as they come. */

import type { VNode } from "preact";
import { dismiss, notices } from "../state/notices.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** The messages. */
export function NoticeList(): VNode {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, kind, text }) => (
        <div class={`notice notice-${kind}`} key={id}>
          <Icon name={kind} />
          <span class="notice-text">{text}</span>
          <Button label="Dismiss" icon="close" iconOnly kind="quiet" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
