/**
 * A window in front of the page: the browser's own modal dialog, which keeps the keyboard inside, closes with
 * Escape and gives the focus back. What is in it is a form: Enter does what its main button does.
 */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { openDialogs } from "../state/notices.ts";
import { Button } from "./button.tsx";
import { NoticeList } from "./notice_list.tsx";

/** What a dialog is. */
export interface DialogProps {
  readonly title: string;
  /** Of the main button. */
  readonly action: string;
  /** The main button takes something away. */
  readonly isDangerous?: boolean;
  /** Something is under way, or what was entered makes no sense. */
  readonly isDisabled?: boolean;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** A dialog, open for as long as it exists. */
export function Dialog(props: DialogProps): VNode {
  const { title, action, isDangerous, isDisabled, isWide, children, onSubmit, onClose } = props;
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current!;
    const opener = document.activeElement;
    dialog.showModal();
    openDialogs.value++;
    return () => {
      openDialogs.value--;
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isDisabled) onSubmit();
  };
  return (
    <dialog
      ref={element}
      class={`dialog${isWide ? " dialog-wide" : ""}`}
      aria-labelledby={id}
      onCancel={cancel}
    >
      <form onSubmit={submit}>
        <header class="dialog-header">
          <h2 id={id}>{title}</h2>
          <Button label="Close" icon="close" iconOnly kind="quiet" onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        <footer class="dialog-footer">
          <Button label="Cancel" onClick={onClose} />
          <Button
            type="submit"
            label={action}
            kind={isDangerous ? "danger" : "primary"}
            disabled={isDisabled ?? false}
          />
        </footer>
      </form>
      <NoticeList />
    </dialog>
  );
}
