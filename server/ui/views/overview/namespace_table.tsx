/** The namespaces that hold keys, each a way into the key browser. */

import type { VNode } from "preact";
import type { ServerFigures } from "../../api.ts";
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
      <div class="table-frame" tabIndex={0} role="region" aria-label="Table: namespaces">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="cell-number">Keys</th>
              <th scope="col" class="cell-number">With expiry</th>
              <th scope="col" class="cell-number">Memory</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, { keys, expiringKeys, bytes }]) => (
              <tr key={name}>
                <td class="cell-stored">
                  <a href={hashOf("keys", name)}>{name}</a>
                </td>
                <td class="cell-number">{formatInteger(keys)}</td>
                <td class="cell-number">{formatInteger(expiringKeys)}</td>
                <td class="cell-number">{formatBytes(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
