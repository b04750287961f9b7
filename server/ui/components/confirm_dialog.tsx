/** Asks before something is taken away, and waits until that is done. */

import type { ComponentChildren, VNode } from "preact";
import { useAction } from "../state/loading.ts";
import { Dialog } from "./dialog.tsx";

/** What is asked. */
export interface ConfirmDialogProps {
  readonly title: string;
  readonly action: string;
  readonly children: ComponentChildren;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** The question. It closes when what was confirmed is done, and stays when it failed. */
export function ConfirmDialog(props: ConfirmDialogProps): VNode {
  const { title, action, children, onConfirm, onClose } = props;
  const { isBusy, run } = useAction();
  const confirm = async () => {
    if (await run(onConfirm)) onClose();
  };
  return (
    <Dialog
      title={title}
      action={action}
      isDangerous
      isDisabled={isBusy}
      onSubmit={confirm}
      onClose={onClose}
    >
      {children}
    </Dialog>
  );
}
