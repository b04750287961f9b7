/** How the server is doing: its figures, and charts of the last minutes that go on by themselves. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { type ServerFigures, serverFigures } from "../../api.ts";
import { LoadingState } from "../../components/loading_state.tsx";
import { PageHeader } from "../../components/page_header.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { ViewState } from "../../components/view_state.tsx";
import { formatBytes, formatCount, formatPercent, formatSeconds } from "../../logic/format.ts";
import { useHistory } from "../../state/history.ts";
import { useLoaded } from "../../state/loading.ts";
import { CHARTS } from "./chart_series.ts";
import { LineChart } from "./line_chart.tsx";
import { NamespaceTable } from "./namespace_table.tsx";
import { StatTile } from "./stat_tile.tsx";

const EVERY_MS = 1000;
const SPANS = [
  { value: "60", label: "Last minute" },
  { value: "300", label: "Last 5 minutes" },
  { value: "600", label: "Last 10 minutes" },
];

/** The view. */
export function OverviewView(): VNode {
  const [span, setSpan] = useState("60");
  const seconds = Number(span);
  const figures = useLoaded(serverFigures, [], { everyMs: EVERY_MS });
  const history = useHistory(seconds);
  const last = history.data?.at(-1);
  return (
    <>
      <PageHeader title="Overview">
        <SelectField label="Time" isLabelHidden value={span} choices={SPANS} onChange={setSpan} />
      </PageHeader>
      <ViewState loaded={figures}>
        {(figures) => (
          <>
            <Tiles figures={figures} operations={last?.operationsPerSecond} />
            <div class="charts">
              {history.data === undefined
                ? <LoadingState label="Loading the charts" />
                : CHARTS.map((spec) => (
                  <LineChart
                    key={spec.title}
                    spec={spec}
                    samples={history.data!}
                    seconds={seconds}
                  />
                ))}
            </div>
            <NamespaceTable namespaces={figures.namespaces} />
          </>
        )}
      </ViewState>
    </>
  );
}

function Tiles(
  { figures, operations }: { figures: ServerFigures; operations: number | undefined },
): VNode {
  const { memory, keys, expiringKeys, hitRatio, clients, errors } = figures;
  const limit = memory.maxBytes === 0
    ? `${formatBytes(memory.residentBytes)} process`
    : `of ${formatBytes(memory.maxBytes)}, ${memory.policy}`;
  return (
    <dl class="tiles">
      <StatTile
        label="Operations / s"
        value={operations === undefined ? "–" : formatCount(Math.round(operations))}
        note={`${formatCount(figures.commands)} in all`}
      />
      <StatTile
        label="Keys"
        value={formatCount(keys)}
        note={`${formatCount(expiringKeys)} expire`}
      />
      <StatTile label="Memory" value={formatBytes(memory.usedBytes)} note={limit} />
      <StatTile
        label="Hit ratio"
        value={hitRatio === null ? "–" : formatPercent(hitRatio)}
        note={`${formatCount(figures.evictions)} evicted, ${formatCount(figures.expired)} expired`}
      />
      <StatTile
        label="Clients"
        value={formatCount(clients)}
        note={`${formatCount(errors)} errors`}
      />
      <StatTile
        label="Up for"
        value={formatSeconds(figures.uptimeSeconds)}
        note={`${formatCount(figures.unsavedChanges)} unsaved changes`}
      />
    </dl>
  );
}
