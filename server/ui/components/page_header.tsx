/** The head of a view: its name, what it is for, and what can be done in it. */

import type { ComponentChildren, VNode } from "preact";
import { useEffect } from "preact/hooks";

/** What it says. */
export interface PageHeaderProps {
  readonly title: string;
  readonly text?: ComponentChildren;
  /** Buttons and fields at its end. */
  readonly children?: ComponentChildren;
}

/** The head; the page is titled after it. */
export function PageHeader({ title, text, children }: PageHeaderProps): VNode {
  useEffect(() => {
    document.title = `${title} · Vortis`;
  }, [title]);
  return (
    <header class="page-header">
      <div>
        <h1>{title}</h1>
        {text !== undefined && <p class="page-text">{text}</p>}
      </div>
      {children !== undefined && <div class="page-actions">{children}</div>}
    </header>
  );
}
