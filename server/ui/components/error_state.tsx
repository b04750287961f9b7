/** What stands where something could not be loaded: why, and a button that tries again. */

import type { VNode } from "preact";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** The place of what could not be loaded. */
export function ErrorState({ error, onRetry }: { error: Error; onRetry?: () => void }): VNode {
  return (
    <div class="empty-state error-state" role="alert">
      <Icon name="failed" size={28} />
      <p class="empty-title">{error.message}</p>
      {onRetry !== undefined && <Button label="Try again" icon="reload" onClick={onRetry} />}
    </div>
  );
}
