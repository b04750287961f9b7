/** A load's plan in words, as reports and charts begin with it. */

import { distributionText } from "../key_sequence.ts";
import type { LoadPlan } from "../load_run.ts";
import type { LoadTarget } from "../load_target.ts";
import { grouped } from "./number_texts.ts";

/** A time as a person would say it: `500 ms`, `1.5 s`, `2 min`. */
export function timeText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000 || ms % 60_000 !== 0) return `${ms / 1000} s`;
  return `${ms / 60_000} min`;
}

/** Where the load goes, how, and what it asks for; a line each. */
export function headingOf(target: LoadTarget, server: string, plan: LoadPlan): string[] {
  return [targetText(target, server), paceText(plan), mixShares(plan), contentsText(plan)];
}

/** Where it goes. */
function targetText({ kind, url }: LoadTarget, server: string): string {
  return `${server} at ${url.name} over ${kind === "resp" ? "RESP" : "HTTP"}`;
}

/** How it is asked. */
function paceText(plan: LoadPlan): string {
  const { clients, pipeline, rate, requests, durationMs, warmUpMs } = plan;
  return [
    `${grouped(clients)} ${clients === 1 ? "client" : "clients"}`,
    ...(pipeline === 1 ? [] : [`pipeline ${grouped(pipeline)}`]),
    requests === undefined ? timeText(durationMs!) : `${grouped(requests)} requests`,
    ...(warmUpMs === 0 ? [] : [`${timeText(warmUpMs)} of warm-up`]),
    rate === undefined ? "as fast as it can" : `${rate.toLocaleString("en-US")} requests a second`,
  ].join(", ");
}

/** The operations and their shares. */
function mixShares({ mix }: LoadPlan): string {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const shares = mix.map(({ operation, weight }) => {
    return mix.length === 1
      ? operation.name
      : `${operation.name} ${Number(((100 * weight) / total).toFixed(1))} %`;
  });
  return shares.join(", ");
}

/** What keys and values they come with. */
function contentsText(plan: LoadPlan): string {
  const { keys, distribution, sizes, ttlMs, seed } = plan;
  const size = sizes.min === sizes.max
    ? `${grouped(sizes.min)} bytes`
    : `${grouped(sizes.min)} to ${grouped(sizes.max)} bytes`;
  const ttl = ttlMs === undefined ? "" : `, expiring after ${timeText(ttlMs)}`;
  return `${grouped(keys)} keys (${distributionText(distribution)}), values of ${size}${ttl}, ` +
    `seed ${seed}`;
}
