/** The namespaces that hold keys, each a way into the key browser. */

import type { VNode } from "preact";
import type { ServerFigures } from "../../api.ts";
import { DataTable } from "../../components/data_table.tsx";
import { formatBytes, formatInteger } from "../../logic/format.ts";
import { hashOf } from "../../state/route.ts";

/** The table; nothing while no namespace holds a key. */
export function NamespaceTable(
  { namespaces }: { namespaces: ServerFigures["namespaces"] },
): VNode | null {
  const rows = Object.entries(namespaces)
    .filter(([, { keys }]) => keys > 0)
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  if (rows.length === 0) return null;
  return (
    <section class="panel namespaces" aria-labelledby="namespaces-title">
      <h2 id="namespaces-title">Namespaces</h2>
      <DataTable
        label="Table: namespaces"
        columns={[
          { title: "Name" },
          { title: "Keys", kind: "number" },
          { title: "With expiry", kind: "number" },
          { title: "Memory", kind: "number" },
        ]}
        rows={rows.map(([name, { keys, expiringKeys, bytes }]) => ({
          key: name,
          cells: [
            <a key="name" href={hashOf("keys", name)}>{name}</a>,
            formatInteger(keys),
            formatInteger(expiringKeys),
            formatBytes(bytes),
          ],
        }))}
      />
    </section>
  );
}
