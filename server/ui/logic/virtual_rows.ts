/**
 * The arithmetic of a list of which only the rows in view exist: which rows those are, how much room
 * stands for the others, and where to scroll to bring one into view. All rows are equally high.
 */

/** What is in view. */
export interface Viewport {
  /** Pixels between the top of the list and the top of what is seen. */
  readonly scrollTop: number;
  /** Pixels that are seen. */
  readonly height: number;
  readonly rowHeight: number;
  readonly rows: number;
}

/** Rows to draw, `end` not included, and the pixels above and below them. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

/** Rows drawn beyond each edge, so that scrolling a little shows no gap. */
const OVERSCAN = 8;

/** The rows to draw. */
export function visibleRows({ scrollTop, height, rowHeight, rows }: Viewport): RowRange {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const last = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight);
  const end = Math.max(0, Math.min(rows, last + OVERSCAN));
  const start = Math.max(0, Math.min(first - OVERSCAN, end));
  return { start, end, before: start * rowHeight, after: (rows - end) * rowHeight };
}

/** Where to scroll to so that row `row` is wholly seen; the same place if it is already. */
export function scrollTopFor(row: number, { scrollTop, height, rowHeight }: Viewport): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  const bottom = top + rowHeight;
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}

/** Whether so little is left below the view that more should be loaded. */
export function isNearEnd({ scrollTop, height, rowHeight, rows }: Viewport): boolean {
  return rows * rowHeight - scrollTop - height < height;
}

/** The row that a key of the keyboard leads to from row `row`; undefined for keys that lead nowhere. */
export function rowForKey(key: string, row: number, viewport: Viewport): number | undefined {
  const last = viewport.rows - 1;
  if (last < 0) return undefined;
  const page = Math.max(1, Math.floor(viewport.height / viewport.rowHeight) - 1);
  const target = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: last,
  }[key];
  return target === undefined ? undefined : Math.max(0, Math.min(last, target));
}
