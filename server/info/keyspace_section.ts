/** INFO keyspace: the databases that have keys. */

import type { Namespace } from "../../store/engine/namespace.ts";
import type { Server } from "../server_state.ts";
import type { InfoField, InfoSection } from "./field.ts";

/** Keys whose time to live is averaged, of each database. */
const SAMPLES = 64;

const sampled = new Int32Array(SAMPLES);

/** The section. */
export const KEYSPACE_SECTION: InfoSection = {
  title: "Keyspace",
  isDefault: true,
  fields(server: Server) {
    const fields: InfoField[] = [];
    const nowMs = server.clock.now();
    for (let i = 0; i < server.config.get("databases"); i++) {
      const namespace = server.engine.namespaces.get(String(i));
      if (namespace === undefined || namespace.size === 0) continue;
      const ttlMs = averageTtlMs(namespace, nowMs);
      fields.push([
        `db${i}`,
        `keys=${namespace.size},expires=${namespace.wheel.size},avg_ttl=${ttlMs}`,
      ]);
    }
    return fields;
  },
};

/** Average time to live, in ms, of a sample of the keys that have one; 0 if none has. */
function averageTtlMs(namespace: Namespace, nowMs: number): number {
  const { wheel } = namespace;
  if (wheel.size === 0) return 0;
  const count = wheel.sample(sampled, Math.min(SAMPLES, wheel.size));
  let sumMs = 0;
  for (let i = 0; i < count; i++) {
    namespace.open(sampled[i]);
    sumMs += Math.max(0, namespace.expiry() - nowMs);
  }
  return count === 0 ? 0 : Math.floor(sumMs / count);
}
