/** Pages and charts: what is in them, and that nothing of the machine's identity is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { barChart, lineChart } from "../../bench/measure/chart.ts";
import { describeMachine, machineLine } from "../../bench/measure/machine.ts";
import { resultPage, writeResult } from "../../bench/measure/result_files.ts";

Deno.test("a bar chart is a standalone SVG with every category, name and label", () => {
  const panel = (title: string) => ({
    title,
    categories: ["SET", "GET"],
    series: [
      { name: "one", values: [100, 200] },
      { name: "two", values: [150, undefined], labels: ["×1.50", ""] },
    ],
  });
  const svg = barChart("Speed", "requests/s", [panel("left"), panel("right")]);
  assert(svg.startsWith("<svg"));
  for (const text of ["Speed", "requests/s", "left", "right", "SET", "GET", "two", "×1.50"]) {
    assertStringIncludes(svg, text);
  }
});

Deno.test("a line chart is a standalone SVG with its axes named", () => {
  const svg = lineChart({
    title: "Cost",
    xName: "keys",
    yName: "ns",
    x: [1e4, 1e5, 1e6],
    series: [{ name: "lru", values: [10, 11, 12] }],
  });
  assert(svg.startsWith("<svg"));
  for (const text of ["Cost", "keys", "ns", "lru", "10.0k", "1.00M"]) {
    assertStringIncludes(svg, text);
  }
});

Deno.test("the machine's description names no host, user or path", async () => {
  const line = machineLine(await describeMachine());
  assertStringIncludes(line, Deno.version.deno);
  assertEquals(line.includes(Deno.hostname()), false);
  assertEquals(/\/(home|root|tmp|work)/.test(line), false);
});

Deno.test("a result is written as page, figures and chart", async () => {
  const path = await Deno.makeTempDir();
  const directory = new URL(`file://${path}/`);
  const result = {
    name: "sample",
    title: "Sample",
    command: "deno task sample",
    machine: await describeMachine(),
    body: "| a |\n| - |\n| 1 |\n",
    data: { a: [1, 2], none: [] },
    svg: "<svg></svg>\n",
  };
  assertStringIncludes(resultPage(result), "![Sample](sample.svg)");
  try {
    await writeResult(result, directory);
    assertStringIncludes(await Deno.readTextFile(new URL("sample.md", directory)), "# Sample");
    const json = JSON.parse(await Deno.readTextFile(new URL("sample.json", directory)));
    assertEquals(json.data, result.data);
    assertEquals(await Deno.readTextFile(new URL("sample.svg", directory)), result.svg);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
