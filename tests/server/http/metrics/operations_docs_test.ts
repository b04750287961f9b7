import { assert, assertEquals } from "@std/assert";
import { METRICS } from "../../../../server/http/metrics/metrics.ts";

const PAGE = Deno.readTextFileSync(new URL("../../../../docs/operations.md", import.meta.url));

Deno.test("the documentation lists every metric with its type and what it is, and no other", () => {
  const rows = [
    ...PAGE.matchAll(/^\| `((?:vortis|process)_\w+)` +\| (\w+) +\| .*? +\| (.*?) +\|$/gm),
  ];
  assertEquals(
    rows.map(([, name, type, help]) => ({ name, type, help })),
    METRICS.map(({ name, type, help }) => ({ name, type, help })),
  );
  for (const [name] of PAGE.matchAll(/\bvortis_[a-z_]+\b/g)) {
    assert(METRICS.some((metric) => metric.name === name), name);
  }
});
