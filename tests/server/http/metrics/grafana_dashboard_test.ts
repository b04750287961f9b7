import { assert, assertEquals } from "@std/assert";
import { expose } from "../../../../server/http/metrics/exposition.ts";
import { METRICS } from "../../../../server/http/metrics/metrics.ts";
import { HttpCounters } from "../../../../server/http/operations/http_counters.ts";
import { PerformanceMonitor } from "../../../../server/http/operations/performance_monitor.ts";
import { reportMemory } from "../../../../server/diagnostics/memory_report.ts";
import { TestServer } from "../../../helpers/commands.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly datasource?: { readonly uid: string };
  readonly targets?: { readonly expr: string; readonly legendFormat: string }[];
}

const DASHBOARD: {
  readonly panels: Panel[];
  readonly templating: { readonly list: { readonly name: string; readonly definition?: string }[] };
} = JSON.parse(
  Deno.readTextFileSync(new URL("../../../../docs/grafana_dashboard.json", import.meta.url)),
);

const PLOTS = DASHBOARD.panels.filter(({ type }) => type !== "row");
const QUERIES = [
  ...PLOTS.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...DASHBOARD.templating.list.flatMap(({ definition }) => definition ?? []),
];

/** The labels that each series has, by its name, as a server with some of everything shows them. */
function labelsBySeries(): Map<string, Set<string>> {
  const server = new TestServer();
  const client = server.client();
  for (const request of ["SET k v", "GET k", "LPUSH k v", "GET"]) client.reply(request);
  const http = new HttpCounters();
  http.count(200, http.begin());
  const commands = new PerformanceMonitor(server).commands();
  const text = expose(METRICS, { server, memory: reportMemory(server), commands, http }, "text");
  const found = new Map<string, Set<string>>();
  for (const [, name, labels = ""] of text.matchAll(/^([a-z_]+)(?:\{(.*)\})? /gm)) {
    const known = found.get(name) ?? new Set(["job", "instance"]);
    for (const [, label] of labels.matchAll(/([a-z0-9_]+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}

const SERIES = labelsBySeries();

/** The series that a query reads, each with what selects of it. */
function selectors(query: string): { name: string; filter: string; before: string }[] {
  return [...query.matchAll(/\b((?:vortis|process)_[a-z_]+)(?:\{([^}]*)\})?/g)].map((match) => ({
    name: match[1],
    filter: match[2] ?? "",
    before: query.slice(0, match.index),
  }));
}

Deno.test("every query of the dashboard reads metrics that exist, by labels that they have", () => {
  assert(QUERIES.length > 30);
  for (const query of QUERIES) {
    const read = selectors(query);
    assert(read.length > 0, query);
    const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) =>
      list.split(/, ?/)
    );
    for (const { name, filter } of read) {
      const labels = SERIES.get(name);
      assert(labels !== undefined, `${name} in ${query}`);
      const used = [...filter.matchAll(/([a-z_]+)(=|!)/g)].map(([, label]) => label);
      for (const label of [...used, ...grouped]) assert(labels.has(label), `${label} in ${query}`);
    }
  }
});

Deno.test("counters are shown as rates, levels as they are", () => {
  for (const query of QUERIES) {
    for (const { name, before } of selectors(query)) {
      const grows = /_(total|bucket|sum|count)$/.test(name);
      assertEquals(/\brate\($/.test(before), grows, `${name} in ${query}`);
    }
  }
});

Deno.test("legends show labels that the query keeps, and variables are defined", () => {
  const variables = new Set(DASHBOARD.templating.list.map(({ name }) => name));
  variables.add("__rate_interval");
  for (const query of QUERIES) {
    for (const [, name] of query.matchAll(/\$(\w+)/g)) assert(variables.has(name), query);
  }
  for (const { title, targets = [], datasource } of PLOTS) {
    assertEquals(datasource?.uid, "${datasource}", title);
    assert(targets.length > 0, title);
    for (const { expr, legendFormat } of targets) {
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        if (label === "instance") continue;
        assert(
          expr.includes(`by (${label})`) || expr.includes(`, ${label})`),
          `${title}: ${label}`,
        );
      }
    }
  }
});

Deno.test("panels have ids of their own and do not overlap", () => {
  const { panels } = DASHBOARD;
  assertEquals(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Map<string, string>();
  for (const { title, gridPos: { x, y, w, h } } of panels) {
    assert(x >= 0 && x + w <= 24, title);
    for (let column = x; column < x + w; column++) {
      for (let line = y; line < y + h; line++) {
        const cell = `${column},${line}`;
        assertEquals(taken.get(cell), undefined, `${title} at ${cell}`);
        taken.set(cell, title);
      }
    }
  }
});
