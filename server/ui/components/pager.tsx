/** Turns the pages of something that is loaded page by page. */

import type { ComponentChildren, VNode } from "preact";
import { Button } from "./button.tsx";

/** Where it stands. */
export interface PagerProps {
  /** What is seen: "1 to 100 of 5,000". */
  readonly children: ComponentChildren;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
}

/** Two buttons and where they stand; no buttons when everything is on one page. */
export function Pager({ children, onPrevious, onNext }: PagerProps): VNode {
  return (
    <div class="pager">
      <span class="pager-text" role="status">{children}</span>
      {(onPrevious !== undefined || onNext !== undefined) && (
        <span class="pager-buttons">
          <Button
            label="Previous page"
            icon="back"
            iconOnly
            disabled={onPrevious === undefined}
            onClick={() => onPrevious?.()}
          />
          <Button
            label="Next page"
            icon="next"
            iconOnly
            disabled={onNext === undefined}
            onClick={() => onNext?.()}
          />
        </span>
      )}
    </div>
  );
}
