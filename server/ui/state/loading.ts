/**
 * Hooks for what comes from the server: the last good data, whether more is on its way, why it failed. An
 * answer that a newer request has overtaken is dropped.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import { tellFailed } from "./notices.ts";

/** Something that is loaded. */
export interface Loaded<T> {
  /** What came last; stays while it is loaded anew. */
  readonly data: T | undefined;
  /** Why loading failed; gone when it succeeds again. */
  readonly error: Error | undefined;
  readonly isLoading: boolean;
  /** Loads it anew. */
  reload(): void;
}

/** How to load. */
export interface LoadOptions {
  /** Loads anew so many ms after the last answer, while the page is in view. */
  readonly everyMs?: number | undefined;
}

/**
 * Loads something when a component appears, whenever one of `inputs` changes, and on `reload`. Data of other
 * inputs are not shown.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
  { everyMs }: LoadOptions = {},
): Loaded<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ data?: T; error?: Error; isLoading: boolean }>({
    isLoading: true,
  });
  const last = useRef<readonly unknown[]>(inputs);
  const isOther = inputs.some((input, index) => input !== last.current[index]);
  useEffect(() => {
    const isNew = inputs.some((input, index) => input !== last.current[index]);
    last.current = inputs;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState((state) => isNew ? { isLoading: true } : { ...state, isLoading: true });
    const run = async () => {
      try {
        const data = await load(controller.signal);
        if (controller.signal.aborted) return;
        setState({ data, isLoading: false });
      } catch (error) {
        if (controller.signal.aborted) return;
        const failure = error instanceof Error ? error : new Error(String(error));
        setState((state) => ({ ...state, error: failure, isLoading: false }));
      }
      if (everyMs !== undefined) timer = setTimeout(again, everyMs);
    };
    const again = () => {
      if (document.hidden) timer = setTimeout(again, everyMs);
      else run();
    };
    run();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [...inputs, turn, everyMs]);
  return {
    data: isOther ? undefined : state.data,
    error: isOther ? undefined : state.error,
    isLoading: isOther || state.isLoading,
    reload: () => setTurn((turn) => turn + 1),
  };
}

/** Does something that takes a while, once at a time; failures are told. */
export function useAction(): {
  readonly isBusy: boolean;
  /** Resolves true when `action` has succeeded. */
  run(action: () => Promise<void>): Promise<boolean>;
} {
  const [isBusy, setBusy] = useState(false);
  const isRunning = useRef(false);
  return {
    isBusy,
    async run(action) {
      if (isRunning.current) return false;
      isRunning.current = true;
      setBusy(true);
      try {
        await action();
        return true;
      } catch (error) {
        tellFailed(error);
        return false;
      } finally {
        isRunning.current = false;
        setBusy(false);
      }
    },
  };
}

/** The time, renewed every `everyMs` ms: what counts down is drawn anew. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
