/**
 * `vortis bench`: a load generator.
 *
 *     flags → server asked who it is → keys made → load → report
 */

import type { RespClient } from "../../../resp/client.ts";
import { describeSystemError } from "../../errors/system_error.ts";
import { CliError } from "../cli_error.ts";
import type { CliProcess } from "../cli_command.ts";
import { connectTo, selectDatabase } from "../server_url.ts";
import { type BenchRequest, readBenchFlags } from "./bench_flags.ts";
import { describeHost, hostLine } from "./reports/host.ts";
import { askHttpServer } from "./protocols/http_server_check.ts";
import { HttpProtocol } from "./protocols/http_protocol.ts";
import { GreetingError } from "./load_connection.ts";
import type { LoadProtocol } from "./protocols/protocol.ts";
import { type LoadPlan, LoadRun } from "./load_run.ts";
import { type LoadSummary, summarizeLoad } from "./reports/summary.ts";
import type { LoadTarget } from "./load_target.ts";
import { headingOf } from "./reports/plan_texts.ts";
import { operationOf } from "./operations.ts";
import { ProgressView } from "./reports/progress_view.ts";
import { paintOf, textReport } from "./reports/text_report.ts";
import { Timeline } from "./reports/timeline.ts";

/** Keys are made with a pipeline of at least so many, whatever the load has. */
const FILL_PIPELINE = 32;

/** Loads a server; resolves with the exit code. */
export async function runBench(args: readonly string[], process: CliProcess): Promise<number> {
  const request = readBenchFlags(args);
  if (request === undefined) {
    process.print((await import("./bench_help.ts")).benchHelp());
    return 0;
  }
  const { target, plan } = request;
  // A file that cannot be written is told before the load, not after it.
  if (request.svgPath !== undefined) writeChart(request.svgPath, "");
  const server = await nameOfServer(target);
  const protocol: LoadProtocol = target.kind === "http"
    ? new HttpProtocol(target.url)
    : new (await import("./protocols/resp_protocol.ts")).RespProtocol(target.url);
  const stop = new AbortController();
  process.onStopRequest(() => stop.abort());
  if (request.fills) await fill(protocol, request, process, stop.signal);
  const timeline = new Timeline(plan.durationMs);
  const view = new ProgressView(process, request.isQuiet);
  const run = new LoadRun(protocol, plan, (run, nowMs) => {
    if (run.phase === "measuring") timeline.sample(run.recorder, run.measuredMs(nowMs));
    view.update(run, nowMs);
  });
  await runLoad(run, target, view, stop.signal);
  timeline.sample(run.recorder, run.measuredMs(performance.now()), true);
  const summary = summarizeLoad(run, timeline);
  await report(summary, request, server, process);
  const failed = summary.all.errors + summary.all.lost;
  return failed === summary.all.requests || summary.failure !== undefined ? 1 : 0;
}

/** Runs a load; rejects with a {@linkcode CliError} if it cannot begin. */
async function runLoad(
  run: LoadRun,
  { url }: LoadTarget,
  view: ProgressView,
  signal: AbortSignal,
): Promise<void> {
  const stop = () => run.stop();
  signal.addEventListener("abort", stop);
  if (signal.aborted) run.stop();
  try {
    await run.run();
  } catch (error) {
    const reason = error instanceof GreetingError ? error.message : describeSystemError(error);
    throw new CliError(`cannot connect ${run.plan.clients} clients to ${url.name}: ${reason}`);
  } finally {
    signal.removeEventListener("abort", stop);
    view.end();
  }
}

/** Makes the keys that the operations of a load work on, one kind after the other. */
async function fill(
  protocol: LoadProtocol,
  { target, plan, isQuiet }: BenchRequest,
  process: CliProcess,
  signal: AbortSignal,
): Promise<void> {
  const fillers = new Set(plan.mix.map(({ operation }) => operation.filler));
  for (const name of fillers) {
    const operation = name === undefined ? undefined : operationOf(name);
    if (operation === undefined) continue;
    const filling: LoadPlan = {
      ...plan,
      mix: [{ operation, weight: 1 }],
      distribution: { kind: "sequential" },
      pipeline: Math.max(plan.pipeline, FILL_PIPELINE),
      durationMs: undefined,
      requests: plan.keys,
      rate: undefined,
      warmUpMs: 0,
    };
    const view = new ProgressView(process, isQuiet, "filling");
    const run = new LoadRun(protocol, filling, (run, nowMs) => view.update(run, nowMs));
    await runLoad(run, target, view, signal);
    if (run.recorder.failures > 0) {
      const [text = run.recorder.lostReason] = run.recorder.errorTexts.keys();
      throw new CliError(`cannot make the keys: ${text}`);
    }
  }
}

async function report(
  summary: LoadSummary,
  { target, plan, isJson, svgPath }: BenchRequest,
  server: string,
  process: CliProcess,
): Promise<void> {
  const host = describeHost();
  const heading = headingOf(target, server, plan);
  if (isJson) {
    const { jsonReport } = await import("./reports/json_report.ts");
    process.print(jsonReport(summary, plan, target, server, host));
  } else {
    const busy = `the load itself kept ${summary.busyCores.toFixed(2)} cores busy`;
    const lines = [...heading, `from ${hostLine(host)}; ${busy}`];
    process.print(textReport(summary, lines, paintOf(process.hasColors)));
  }
  if (svgPath !== undefined) {
    const { svgReport } = await import("./reports/svg_report.ts");
    const date = new Date().toISOString().slice(0, 10);
    writeChart(svgPath, svgReport(summary, heading, `${date}, from ${hostLine(host)}`));
    if (!isJson) process.print(`\nchart: ${svgPath}\n`);
  }
}

function writeChart(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (error) {
    throw new CliError(`cannot write ${path}: ${describeSystemError(error)}`);
  }
}

/** What a server says it is. Rejects with a {@linkcode CliError} if it does not let us in. */
async function nameOfServer(target: LoadTarget): Promise<string> {
  if (target.kind === "http") return await askHttpServer(target.url);
  const client = await connectTo(target.url);
  try {
    if (target.url.database !== undefined) {
      await selectDatabase(client, target.url, target.url.database);
    }
    return await versionOf(client);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`cannot talk to ${target.url.name}: ${describeSystemError(error)}`);
  } finally {
    client.close();
  }
}

async function versionOf(client: RespClient): Promise<string> {
  const info = await client.command("INFO", "server");
  if (info.type === "error" && /^(NOAUTH|WRONGPASS)/.test(info.value)) {
    throw new CliError(`the server answers: ${info.value}`);
  }
  if (info.type !== "bulk" && info.type !== "verbatim") return "a server";
  const text = new TextDecoder().decode(info.value);
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, "m").exec(text)?.[1];
  const redis = `Redis ${field("redis_version") ?? "of an unknown version"}`;
  const vortis = field("vortis_version");
  return vortis === undefined ? redis : `Vortis ${vortis}`;
}
