/**
 * Charts as SVG text, drawn by Apache ECharts without a browser.
 *
 * Two kinds: panels of grouped bars (several contenders, several tests) and lines over a
 * logarithmic axis (a cost over the number of keys). White ground, so that they read on a dark
 * page too. The same input gives the same bytes except for the ids that ECharts numbers.
 */
import * as echarts from "echarts";
import { compact } from "../../server/cli/load/reports/number_texts.ts";

/** One contender's bars or line. */
export interface Series {
  /** As the legend names it. */
  name: string;
  /** One a category; undefined leaves a gap. */
  values: readonly (number | undefined)[];
  /** Text over each bar; none where left out. */
  labels?: readonly string[];
}

/** Bars that share one vertical axis. */
export interface BarPanel {
  /** Heading of the panel. */
  title: string;
  /** One group of bars each. */
  categories: readonly string[];
  /** One bar of each group each. */
  series: readonly Series[];
}

/** Lines over one horizontal axis. */
export interface LineChart {
  /** Heading. */
  title: string;
  /** What the horizontal axis counts. */
  xName: string;
  /** What the vertical axis counts, with its unit. */
  yName: string;
  /** Positions on the horizontal axis, which is logarithmic. */
  x: readonly number[];
  /** The lines. */
  series: readonly (Series & {
    /** Lines of one group have one colour; by default each is a group of its own. */
    group?: string;
  })[];
  /** For many lines: their names stand at their ends, and the vertical axis is logarithmic, too. */
  isCrowded?: boolean;
}

const COLORS = ["#8a94a6", "#2563eb", "#16a34a", "#d97706", "#9333ea", "#dc2626", "#0891b2"];
const FONT = { fontFamily: "Helvetica, Arial, sans-serif", color: "#1f2937" };

/**
 * Draws panels of grouped bars side by side, under one legend.
 *
 * @param title heading of the whole chart.
 * @param unit what the bars count, written at each vertical axis.
 */
export function barChart(title: string, unit: string, panels: readonly BarPanel[]): string {
  const panelWidth = 330;
  const width = 20 + panels.length * panelWidth;
  const names = panels[0]?.series.map((series) => series.name) ?? [];
  return render(width, 380, {
    ...heading(title),
    legend: { data: names, top: 34, itemGap: 24, textStyle: FONT },
    grid: panels.map((_, index) => ({
      left: 70 + index * panelWidth,
      width: panelWidth - 75,
      top: 110,
      bottom: 40,
    })),
    xAxis: panels.map((panel, index) => ({
      type: "category" as const,
      gridIndex: index,
      data: [...panel.categories],
      name: panel.title,
      nameLocation: "middle" as const,
      nameGap: -272,
      nameTextStyle: { ...FONT, fontSize: 13, fontWeight: "bold" as const },
      axisLabel: { ...FONT, interval: 0 },
      axisTick: { show: false },
    })),
    yAxis: panels.map((_, index) => ({
      type: "value" as const,
      gridIndex: index,
      name: index === 0 ? unit : "",
      nameTextStyle: { ...FONT, align: "left" as const },
      axisLabel: { ...FONT, formatter: (value: number) => compact(value) },
    })),
    series: panels.flatMap((panel, index) =>
      panel.series.map((series, order) => ({
        type: "bar" as const,
        name: series.name,
        xAxisIndex: index,
        yAxisIndex: index,
        itemStyle: { color: COLORS[order % COLORS.length] },
        data: series.values.map((value, category) => ({
          value: value ?? "-",
          label: {
            show: (series.labels?.[category] ?? "") !== "",
            position: "top" as const,
            formatter: series.labels?.[category] ?? "",
            ...FONT,
            fontSize: 11,
          },
        })),
      }))
    ),
  });
}

/**
 * Draws lines over a logarithmic horizontal axis; the vertical one is linear and begins at 0, unless the
 * chart is crowded.
 */
export function lineChart(chart: LineChart): string {
  const { isCrowded = false } = chart;
  const groups = [...new Set(chart.series.map(({ name, group = name }) => group))];
  const colorOf = ({ name, group = name }: LineChart["series"][number]) =>
    COLORS[groups.indexOf(group) % COLORS.length];
  return render(isCrowded ? 920 : 760, isCrowded ? 520 : 420, {
    ...heading(chart.title),
    ...(isCrowded ? {} : {
      legend: {
        data: chart.series.map((series) => series.name),
        top: 34,
        itemGap: 24,
        textStyle: FONT,
      },
    }),
    grid: isCrowded
      ? { left: 80, right: 220, top: 70, bottom: 60 }
      : { left: 80, right: 40, top: 100, bottom: 60 },
    xAxis: {
      type: "log",
      name: chart.xName,
      nameLocation: "middle",
      nameGap: 32,
      nameTextStyle: FONT,
      min: Math.min(...chart.x),
      max: Math.max(...chart.x),
      axisLabel: { ...FONT, formatter: (value: number) => compact(value) },
    },
    yAxis: {
      ...(isCrowded ? { type: "log" as const, min: 100 } : { type: "value" as const, min: 0 }),
      name: chart.yName,
      nameTextStyle: { ...FONT, align: "left" },
      axisLabel: { ...FONT, formatter: (value: number) => compact(value) },
      minorSplitLine: { show: isCrowded },
    },
    series: chart.series.map((series) => ({
      type: "line",
      name: series.name,
      symbolSize: 6,
      itemStyle: { color: colorOf(series) },
      ...(isCrowded
        ? {
          endLabel: { ...FONT, show: true, formatter: "{a}", color: colorOf(series) },
          labelLayout: { moveOverlap: "shiftY" as const },
        }
        : {}),
      data: chart.x.map((x, index) => [x, series.values[index] ?? "-"]),
    })),
  });
}

function heading(title: string): echarts.EChartsCoreOption {
  return {
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: title, left: "center", top: 6, textStyle: { ...FONT, fontSize: 16 } },
  };
}

function render(width: number, height: number, option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString() + "\n";
  } finally {
    // An undisposed chart keeps a timer, and with it the process, alive.
    chart.dispose();
  }
}
