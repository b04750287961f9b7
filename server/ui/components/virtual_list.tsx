/**
 * A list of any length of which only the rows in view exist.
 *
 * To assistive technology it is a grid that knows how many rows it has and which one is current; the focus
 * stays on the list itself, arrows move the current row, Enter opens it, Space marks it.
 */

import type { VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  isNearEnd,
  rowForKey,
  scrollTopFor,
  type Viewport,
  visibleRows,
} from "../logic/virtual_rows.ts";

/** What is listed. */
export interface VirtualListProps {
  readonly label: string;
  readonly rows: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** The row that the keyboard is at. */
  readonly current: number;
  readonly onCurrent: (row: number) => void;
  /** The cells of a row. */
  readonly row: (row: number) => VNode;
  readonly rowKey: (row: number) => string;
  readonly isOpen: (row: number) => boolean;
  readonly isMarked: (row: number) => boolean;
  readonly onOpen: (row: number) => void;
  readonly onMark: (row: number) => void;
  /** Little is left below: more may be loaded. */
  readonly onNearEnd: () => void;
}

/** The list; it fills the height of its place. */
export function VirtualList(props: VirtualListProps): VNode {
  const { label, rows, rowHeight, current, onCurrent, row, rowKey, isOpen, isMarked } = props;
  const { onOpen, onMark, onNearEnd } = props;
  const element = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(0);
  const id = useId();
  useLayoutEffect(() => {
    const list = element.current!;
    const observer = new ResizeObserver(() => setHeight(list.clientHeight));
    observer.observe(list);
    setHeight(list.clientHeight);
    return () => observer.disconnect();
  }, []);
  const viewport: Viewport = { scrollTop, height, rowHeight, rows };
  useEffect(() => {
    if (height > 0 && isNearEnd(viewport)) onNearEnd();
  }, [scrollTop, height, rows, onNearEnd]);

  const { start, end, before, after } = visibleRows(viewport);
  const moveTo = (target: number) => {
    onCurrent(target);
    const top = scrollTopFor(target, viewport);
    if (top !== scrollTop) element.current!.scrollTop = top;
  };
  const pressed = (event: KeyboardEvent) => {
    const target = rowForKey(event.key, current, viewport);
    if (target !== undefined) moveTo(target);
    else if (event.key === "Enter" && current < rows) onOpen(current);
    else if (event.key === " " && current < rows) onMark(current);
    else return;
    event.preventDefault();
  };
  const drawn = Array.from({ length: end - start }, (_, i) => start + i);
  return (
    <div
      ref={element}
      class="virtual-list"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows}
      aria-multiselectable="true"
      aria-activedescendant={current >= start && current < end ? `${id}-${current}` : undefined}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={pressed}
    >
      <div class="virtual-space" style={{ height: `${before}px` }} aria-hidden="true" />
      {drawn.map((at) => (
        <div
          key={rowKey(at)}
          id={`${id}-${at}`}
          class={`virtual-row${at === current ? " is-current" : ""}${isOpen(at) ? " is-open" : ""}`}
          style={{ height: `${rowHeight}px` }}
          role="row"
          aria-rowindex={at + 1}
          aria-selected={isMarked(at)}
          onClick={() => {
            onCurrent(at);
            onOpen(at);
          }}
        >
          <span
            class="mark-cell"
            role="gridcell"
            aria-label={isMarked(at) ? "Marked" : "Not marked"}
            onClick={(event) => {
              event.stopPropagation();
              onCurrent(at);
              onMark(at);
            }}
          >
            <span class="mark-box" />
          </span>
          {row(at)}
        </div>
      ))}
      <div class="virtual-space" style={{ height: `${after}px` }} aria-hidden="true" />
    </div>
  );
}
