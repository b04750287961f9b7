/** The last seconds of the server: loaded once, and then only what is new. */

import { useRef } from "preact/hooks";
import { performanceHistory, type Sample } from "../api.ts";
import { type Loaded, useLoaded } from "./loading.ts";

const EVERY_MS = 1000;

/** The samples of so many seconds, the oldest first, renewed every second. */
export function useHistory(seconds: number): Loaded<readonly Sample[]> {
  /** What is there already, of as many seconds as were asked for. */
  const kept = useRef<{ seconds: number; samples: readonly Sample[] }>({ seconds: 0, samples: [] });
  return useLoaded(
    async () => {
      const before = kept.current.seconds < seconds ? [] : kept.current.samples;
      const fresh = await performanceHistory(seconds, before.at(-1)?.timeMs ?? 0);
      const samples = [...before, ...fresh].slice(-seconds);
      kept.current = { seconds, samples };
      return samples;
    },
    [seconds],
    { everyMs: EVERY_MS },
  );
}
