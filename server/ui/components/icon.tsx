/** The icons: strokes on a grid of 24, in the colour of the text beside them. They say nothing of their own. */

import type { VNode } from "preact";

const PATHS = {
  overview: "M4 19V5M4 19h16M8 15l3.5-4 3 2.5L20 7",
  keys: "M8 19.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10.9 12.6L19.5 4M16.2 7.3l3 3M13.4 10.1l2 2",
  console: "M4 6h16v12H4zM7.5 10l2.5 2-2.5 2M12.5 14.5h4",
  pubsub:
    "M12 12h.01M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8",
  slowlog: "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 0 8.5 8.5A8.5 8.5 0 0 0 12 3.5z",
  clients:
    "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3.5 19a5.5 5.5 0 0 1 11 0M16 11.2a3 3 0 1 0-1.2-5.8M17 14.2a5 5 0 0 1 3.5 4.8",
  configuration: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.8-4.8",
  add: "M12 5v14M5 12h14",
  remove: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  edit:
    "M5 19l.8-3.6L16.2 5a1.5 1.5 0 0 1 2.1 0l.7.7a1.5 1.5 0 0 1 0 2.1L8.6 18.2 5 19zM14.5 6.7l2.8 2.8",
  reload: "M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 4v4h-4",
  close: "M6 6l12 12M18 6L6 18",
  back: "M14.5 5.5L8 12l6.5 6.5",
  next: "M9.5 5.5L16 12l-6.5 6.5",
  copy: "M8.5 8.5V4.5h11v11h-4M4.5 8.5h11v11h-11z",
  clock: "M12 8v4l2.5 2.5M12 4a8 8 0 1 0 8 8 8 8 0 0 0-8-8z",
  menu: "M4 7h16M4 12h16M4 17h16",
  sun:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  done: "M5 12.5l4.5 4.5L19 7.5",
  failed: "M12 8v5M12 16.5h.01M12 3.5a8.5 8.5 0 1 0 8.5 8.5A8.5 8.5 0 0 0 12 3.5z",
  pause: "M9 6v12M15 6v12",
  play: "M8 5.5v13l10-6.5z",
  send: "M4.5 12L19.5 5l-4 14-4-5.5zM11.5 13.5l8-8.5",
  empty: "M4 13l2.5-7h11L20 13M4 13v5.5h16V13h-5a3 3 0 0 1-6 0z",
  lock: "M6.5 11h11v8.5h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon, hidden from screen readers: the text beside it, or the label of its button, says what it means. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }): VNode {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
