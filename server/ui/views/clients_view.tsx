/** Who is connected, what they do, and a way to end a connection. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { command, CommandError, replyText } from "../api.ts";
import { Button } from "../components/button.tsx";
import { ConfirmDialog } from "../components/confirm_dialog.tsx";
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
    <div class="panel table-frame" tabIndex={0} role="region" aria-label="Table: clients">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="cell-number">Id</th>
            <th scope="col">Address</th>
            <th scope="col">Name</th>
            <th scope="col" class="cell-number">Namespace</th>
            <th scope="col">Last command</th>
            <th scope="col" class="cell-number">Idle</th>
            <th scope="col" class="cell-number">Connected</th>
            <th scope="col" class="cell-number">Memory</th>
            <th scope="col">
              <span class="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {clients.map((client) => (
            <tr key={client.id}>
              <td class="cell-number">{client.id}</td>
              <td class="cell-small code">{client.address}</td>
              <td class="cell-small">{shown(client.name) || "–"}</td>
              <td class="cell-number">{client.database}</td>
              <td class="cell-small code">
                {client.command}
                {client.subscriptions > 0 &&
                  ` (${formatThings(client.subscriptions, "subscription")})`}
              </td>
              <td class="cell-number">{formatSeconds(client.idleSeconds)}</td>
              <td class="cell-number">{formatSeconds(client.ageSeconds)}</td>
              <td class="cell-number">{formatBytes(client.memoryBytes)}</td>
              <td class="cell-actions">
                <Button
                  label={`End the connection of ${client.address}`}
                  icon="close"
                  iconOnly
                  kind="quiet"
                  onClick={() => onEnd(client)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
