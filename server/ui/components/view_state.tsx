/** What is shown of something loaded: the bars while it comes, the error, or the thing itself. */

import type { VNode } from "preact";
import type { Loaded } from "../state/loading.ts";
import { ErrorState } from "./error_state.tsx";
import { LoadingState } from "./loading_state.tsx";

/** Something loaded, and how to show it. */
export interface ViewStateProps<T> {
  readonly loaded: Loaded<T>;
  readonly children: (data: T) => VNode;
}

/** Shows the state that a thing is in; old data stay while they are renewed, even without success. */
export function ViewState<T>({ loaded, children }: ViewStateProps<T>): VNode {
  if (loaded.data !== undefined) {
    return (
      <>
        {loaded.error !== undefined && (
          <p class="stale-note" role="alert">Not up to date: {loaded.error.message}</p>
        )}
        {children(loaded.data)}
      </>
    );
  }
  if (loaded.error !== undefined) {
    return <ErrorState error={loaded.error} onRetry={loaded.reload} />;
  }
  return <LoadingState />;
}
