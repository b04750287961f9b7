/** Copies text; only where the browser lets a page do so (an address of this machine, or https). */

import type { VNode } from "preact";
import { tellDone, tellFailed } from "../state/notices.ts";
import { Button } from "./button.tsx";

/** A button that copies what `text` gives. */
export function CopyButton({ label, text }: { label: string; text: () => string }): VNode | null {
  if (!globalThis.isSecureContext) return null;
  const copy = () =>
    navigator.clipboard.writeText(text()).then(() => tellDone("Copied"), tellFailed);
  return <Button label={label} icon="copy" iconOnly kind="quiet" onClick={copy} />;
}
