/** The settings of the running server, as CONFIG GET tells them; each that can be set while it runs, can be set here. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { command, replyPairs, replyText } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { DataTable } from "../../components/data_table.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { PageHeader } from "../../components/page_header.tsx";
import { TextField } from "../../components/text_field.tsx";
import { ViewState } from "../../components/view_state.tsx";
import { useAction, useLoaded } from "../../state/loading.ts";
import { tellDone } from "../../state/notices.ts";
import { SettingDialog } from "./setting_dialog.tsx";

/** Settings whose values are secrets. */
const SECRET = /^(requirepass|tls-.*key-file-pass)$/;

/** A setting and its value. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** The view. */
export function ConfigurationView(): VNode {
  const [filter, setFilter] = useState("");
  const [changing, setChanging] = useState<Setting | undefined>(undefined);
  const loaded = useLoaded(async (): Promise<Setting[]> => {
    const settings = replyPairs(await command("0", "CONFIG", "GET", "*"));
    return settings.map(([name, value]) => ({
      name,
      value: replyText(value),
      isSecret: SECRET.test(name),
    })).sort((a, b) => a.name < b.name ? -1 : 1);
  }, []);
  const { isBusy, run } = useAction();
  const rewrite = () =>
    run(async () => {
      await command("0", "CONFIG", "REWRITE");
      tellDone("Wrote the configuration file");
    });
  return (
    <>
      <PageHeader
        title="Configuration"
        text="Changes hold at once; write them to the file to keep them over a restart."
      >
        <TextField
          type="search"
          label="Filter the settings"
          isLabelHidden
          placeholder="Filter"
          value={filter}
          onInput={setFilter}
        />
        <Button label="Write to file" disabled={isBusy} onClick={rewrite} />
      </PageHeader>
      <ViewState loaded={loaded}>
        {(settings) => {
          const wanted = filter.trim().toLowerCase();
          const found = settings.filter(({ name, value, isSecret }) =>
            name.includes(wanted) || (!isSecret && value.toLowerCase().includes(wanted))
          );
          return found.length === 0
            ? <EmptyState title="No setting is like that" icon="search" />
            : <SettingTable settings={found} onChange={setChanging} />;
        }}
      </ViewState>
      {changing !== undefined && (
        <SettingDialog
          setting={changing}
          onDone={loaded.reload}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}

interface SettingTableProps {
  readonly settings: readonly Setting[];
  readonly onChange: (setting: Setting) => void;
}

function SettingTable({ settings, onChange }: SettingTableProps): VNode {
  return (
    <div class="panel">
      <DataTable
        label="Table: settings"
        columns={[{ title: "Setting", kind: "name" }, { title: "Value" }]}
        hasActions
        rows={settings.map((setting) => ({
          key: setting.name,
          cells: [
            <span key="name" class="code">{setting.name}</span>,
            <SettingValue key="value" {...setting} />,
          ],
          actions: (
            <Button
              label={`Change ${setting.name}`}
              icon="edit"
              iconOnly
              kind="quiet"
              onClick={() => onChange(setting)}
            />
          ),
        }))}
      />
    </div>
  );
}

function SettingValue({ value, isSecret }: Setting): VNode {
  if (value === "") return <span class="stored stored-empty">(empty)</span>;
  return <span class="stored">{isSecret ? "••••••••" : value}</span>;
}
