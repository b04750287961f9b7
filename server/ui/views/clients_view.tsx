/** Who is connected, what they do, and a way to end a connection. */

import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { command, CommandError, replyText } from "../api.ts";
import { Button } from "../components/button.tsx";
import { ConfirmDialog } from "../components/confirm_dialog.tsx";
import { DataTable } from "../components/data_table.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { TextField } from "../components/text_field.tsx";
import { ViewState } from "../components/view_state.tsx";
import { bytesOf, lineOf } from "../logic/byte_text.ts";
import { formatBytes, formatSeconds, formatThings } from "../logic/format.ts";
import { type ClientLine, parseClients } from "../logic/client_list.ts";
import { useLoaded } from "../state/loading.ts";
import { tellDone } from "../state/notices.ts";

const EVERY_MS = 2000;
/** Rows shown; a filter finds the others. */
const MOST = 500;

/** The view. */
export function ClientsView(): VNode {
  const [filter, setFilter] = useState("");
  const [ending, setEnding] = useState<ClientLine | undefined>(undefined);
  const loaded = useLoaded(
    async () => parseClients(replyText(await command("0", "CLIENT", "LIST"))),
    [],
    { everyMs: EVERY_MS },
  );
  return (
    <>
      <PageHeader
        title="Clients"
        text="Connections over RESP. Requests over HTTP have none that last."
      >
        <TextField
          type="search"
          label="Filter the clients"
          isLabelHidden
          placeholder="Name, address, command"
          value={filter}
          onInput={setFilter}
        />
      </PageHeader>
      <ViewState loaded={loaded}>
        {(clients) => {
          const found = clients.filter((client) => matches(client, filter));
          return found.length === 0
            ? (
              <EmptyState
                title={clients.length === 0 ? "Nobody is connected" : "No client is like that"}
                icon="clients"
              >
                {clients.length === 0 && "Connect with redis-cli or any Redis client."}
              </EmptyState>
            )
            : (
              <>
                <ClientTable clients={found.slice(0, MOST)} onEnd={setEnding} />
                <p class="table-note">
                  {formatThings(found.length, "client")}
                  {found.length > MOST && `, the first ${MOST} shown`}
                </p>
              </>
            );
        }}
      </ViewState>
      {ending !== undefined && (
        <ConfirmDialog
          title="End this connection?"
          action="End it"
          onConfirm={async () => {
            if (await command("0", "CLIENT", "KILL", "ID", ending.id) === 0) {
              throw new CommandError("This client is gone already");
            }
            tellDone(`Ended the connection of ${ending.address}`);
            loaded.reload();
          }}
          onClose={() => setEnding(undefined)}
        >
          <p>
            {ending.name === "" ? "The client" : <strong>{shown(ending.name)}</strong>} at{" "}
            <code>{ending.address}</code> may connect again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function matches({ name, address, command, user, id }: ClientLine, filter: string): boolean {
  const wanted = filter.toLowerCase();
  return [name, address, command, user, id].some((text) => text.toLowerCase().includes(wanted));
}

function shown(text: string): string {
  return lineOf(bytesOf(text), 80);
}

interface ClientTableProps {
  readonly clients: readonly ClientLine[];
  readonly onEnd: (client: ClientLine) => void;
}

function ClientTable({ clients, onEnd }: ClientTableProps): VNode {
  return (
    <div class="panel">
      <DataTable
        label="Table: clients"
        columns={[
          { title: "Id", kind: "number" },
          { title: "Address", kind: "short" },
          { title: "Name", kind: "short" },
          { title: "Namespace", kind: "number" },
          { title: "Last command", kind: "short" },
          { title: "Idle", kind: "number" },
          { title: "Connected", kind: "number" },
          { title: "Memory", kind: "number" },
        ]}
        hasActions
        rows={clients.map((client) => ({
          key: client.id,
          cells: cellsOf(client),
          actions: (
            <Button
              label={`End the connection of ${client.address}`}
              icon="close"
              iconOnly
              kind="quiet"
              onClick={() => onEnd(client)}
            />
          ),
        }))}
      />
    </div>
  );
}

function cellsOf(client: ClientLine): ComponentChildren[] {
  const { id, address, name, database, command, subscriptions } = client;
  const topics = subscriptions === 0 ? "" : ` (${formatThings(subscriptions, "subscription")})`;
  return [
    id,
    <span key="address" class="code">{address}</span>,
    shown(name) || "–",
    database,
    <span key="command" class="code">{command + topics}</span>,
    formatSeconds(client.idleSeconds),
    formatSeconds(client.ageSeconds),
    formatBytes(client.memoryBytes),
  ];
}
