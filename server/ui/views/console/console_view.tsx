/** The console: commands as they are, with completion, help and history. */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { serverFigures } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm_dialog.tsx";
import { PageHeader } from "../../components/page_header.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { loadCommandDocs } from "../../state/command_docs.ts";
import { consoleNamespace, entries, execute, isDangerous } from "../../state/console_session.ts";
import { useLoaded } from "../../state/loading.ts";
import { tellFailed } from "../../state/notices.ts";
import { CommandHelp } from "./command_help.tsx";
import { ConsoleInput } from "./console_input.tsx";
import { ConsoleOutput } from "./console_output.tsx";

/** The view. */
export function ConsoleView(): VNode {
  const [line, setLine] = useState("");
  const [asking, setAsking] = useState<string | undefined>(undefined);
  const output = useRef<HTMLDivElement>(null);
  const figures = useLoaded(serverFigures, []);
  useEffect(() => {
    loadCommandDocs().catch(tellFailed);
  }, []);
  useEffect(() => {
    // The newest is in view.
    output.current!.scrollTop = output.current!.scrollHeight;
  }, [entries.value]);
  const names = new Set([
    "0",
    consoleNamespace.value,
    ...Object.keys(figures.data?.namespaces ?? {}),
  ]);
  const submit = (line: string) => {
    if (isDangerous(line)) setAsking(line);
    else execute(line);
    setLine("");
  };
  return (
    <div class="console-view">
      <PageHeader title="Console">
        <SelectField
          label="Namespace"
          isLabelHidden
          value={consoleNamespace.value}
          choices={[...names].map((name) => ({ value: name, label: `Namespace ${name}` }))}
          onChange={(name) => consoleNamespace.value = name}
        />
        <Button label="Clear" icon="remove" onClick={() => entries.value = []} />
      </PageHeader>
      <div class="console panel">
        <ConsoleOutput frame={output} />
        <ConsoleInput line={line} onLine={setLine} onSubmit={submit} />
      </div>
      <CommandHelp line={line} />
      {asking !== undefined && (
        <ConfirmDialog
          title="Execute this command?"
          action="Execute"
          onConfirm={() => execute(asking)}
          onClose={() => setAsking(undefined)}
        >
          <p class="code wrap">{asking}</p>
          <p>What it takes away cannot be brought back.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
