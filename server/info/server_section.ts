/** INFO server: which program this is, where it listens, since when it runs. */

import { nowMicroseconds } from "../microsecond_clock.ts";
import { REDIS_VERSION, VERSION } from "../version.ts";
import type { InfoSection } from "./field.ts";

const SECONDS_PER_DAY = 86_400;
const LRU_CLOCK_BITS = 24;

/** The section. */
export const SERVER_SECTION: InfoSection = {
  title: "Server",
  isDefault: true,
  fields(server) {
    const nowMs = server.clock.now();
    const uptime = Math.floor((nowMs - server.startedMs) / 1000);
    const { os, arch } = Deno.build;
    return [
      // What clients look for to know which commands there are.
      ["redis_version", REDIS_VERSION],
      ["vortis_version", VERSION],
      ["redis_mode", "standalone"],
      ["os", `${os} ${arch}`],
      ["arch_bits", 64],
      ["deno_version", Deno.version.deno],
      ["v8_version", Deno.version.v8],
      ["process_id", Deno.pid],
      ["process_supervised", "no"],
      ["run_id", server.runId],
      ["tcp_port", server.tcpPort],
      ["server_time_usec", nowMicroseconds()],
      ["uptime_in_seconds", uptime],
      ["uptime_in_days", Math.floor(uptime / SECONDS_PER_DAY)],
      ["hz", server.config.get("hz")],
      ["configured_hz", server.config.get("hz")],
      ["lru_clock", Math.floor(nowMs / 1000) % 2 ** LRU_CLOCK_BITS],
      ["executable", executable()],
      ["config_file", server.config.file ?? ""],
      ["io_threads_active", 0],
    ];
  },
};

/** The path of the program; empty where the permissions do not allow to know it. */
function executable(): string {
  try {
    return Deno.execPath();
  } catch {
    return "";
  }
}
