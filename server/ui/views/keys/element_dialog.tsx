/** Adds an element to a key, or changes one. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../../components/dialog.tsx";
import type { Bytes } from "../../logic/byte_text.ts";
import { type Draft, draftBytes, draftOf } from "../../logic/draft.ts";
import { useAction } from "../../state/loading.ts";
import { ElementInputs, initialDrafts } from "./element_inputs.tsx";
import type { ElementKind, ElementRow, KeyPlace } from "./kinds/element_kind.ts";

/** What is added or changed. */
export interface ElementDialogProps {
  readonly place: KeyPlace;
  readonly kind: ElementKind;
  /** The element to change; undefined: a new one. */
  readonly row: ElementRow | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The dialog. */
export function ElementDialog({ place, kind, row, onDone, onClose }: ElementDialogProps): VNode {
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    row === undefined ? initialDrafts(kind.inputs) : kind.valuesOf!(row).map(draftOf)
  );
  const { isBusy, run } = useAction();
  const values = drafts.map(draftBytes);
  const submit = async () => {
    const bytes = values as Bytes[];
    const isDone = await run(() =>
      row === undefined ? kind.add(place, bytes) : kind.change!(place, row, bytes)
    );
    if (!isDone) return;
    onClose();
    onDone();
  };
  return (
    <Dialog
      title={row === undefined ? `Add: ${kind.noun}` : `Change: ${kind.noun}`}
      action={row === undefined ? "Add" : "Save"}
      isDisabled={isBusy || values.includes(undefined)}
      onSubmit={submit}
      onClose={onClose}
    >
      <ElementInputs
        inputs={kind.inputs}
        drafts={drafts}
        isNew={row === undefined}
        onChange={setDrafts}
      />
    </Dialog>
  );
}
