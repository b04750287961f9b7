/** The consumer groups of a stream: how far each has come, and what waits to be acknowledged. */

import type { VNode } from "preact";
import { command, replyBytes, replyList, replyPairs, replyText } from "../../api.ts";
import { DataTable } from "../../components/data_table.tsx";
import { StoredText } from "../../components/stored_text.tsx";
import { escapeBytes } from "../../logic/byte_text.ts";
import { useLoaded } from "../../state/loading.ts";
import type { KeyPlace } from "./kinds/element_kind.ts";

/** The groups; nothing for a stream without any. */
export function StreamGroups({ place }: { place: KeyPlace }): VNode | null {
  const { data } = useLoaded(async () => {
    const groups = replyList(await command(place.namespace, "XINFO", "GROUPS", place.key));
    return groups.map((group) => new Map(replyPairs(group)));
  }, []);
  if (data === undefined || data.length === 0) return null;
  return (
    <section class="panel groups" aria-labelledby="groups-title">
      <h3 id="groups-title">Consumer groups</h3>
      <DataTable
        label="Table: consumer groups"
        columns={[
          { title: "Group" },
          { title: "Consumers", kind: "number" },
          { title: "Pending", kind: "number" },
          { title: "Behind", kind: "number" },
          { title: "Last delivered", kind: "short" },
        ]}
        rows={data.map((group) => {
          const text = (field: string) => replyText(group.get(field) ?? null);
          const name = replyBytes(group.get("name") ?? null);
          return {
            key: escapeBytes(name),
            cells: [
              <StoredText key="name" bytes={name} />,
              text("consumers"),
              text("pending"),
              text("lag") || "unknown",
              <span key="id" class="code">{text("last-delivered-id")}</span>,
            ],
          };
        })}
      />
    </section>
  );
}
