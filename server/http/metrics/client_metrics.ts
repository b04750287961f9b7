/** Metrics of clients: connections, traffic, channels, HTTP requests. */

import { LATENCY_BOUNDS, LATENCY_BOUNDS_NANOSECONDS } from "./latency_bounds.ts";
import { counter, gauge, type Metric, type MetricSource } from "./metric.ts";

/** The metrics. */
export const CLIENT_METRICS: readonly Metric[] = [
  gauge("vortis_connected_clients", "Clients that are connected", ({ server }) => {
    return server.sessions.size;
  }),
  gauge("vortis_blocked_clients", "Clients that wait for a key or for the end of a pause", blocked),
  gauge("vortis_tracking_clients", "Clients with caches of their own", ({ server }) => {
    return server.tracking.clients;
  }),
  gauge("vortis_max_clients", "How many clients may be connected (maxclients)", ({ server }) => {
    return server.config.get("maxclients");
  }),
  counter(
    "vortis_connections_received_total",
    "Connections accepted",
    ({ server }) => server.stats.connections,
  ),
  counter(
    "vortis_connections_rejected_total",
    "Connections rejected because of maxclients",
    ({ server }) => server.stats.rejectedConnections,
  ),
  counter(
    "vortis_connections_closed_by_limit_total",
    "Connections closed because a buffer of theirs grew too large",
    ({ server: { stats } }) => [
      { labels: { buffer: "query" }, value: stats.queryBufferDisconnections },
      { labels: { buffer: "output" }, value: stats.outputBufferDisconnections },
    ],
  ),
  counter(
    "vortis_network_receive_bytes_total",
    "Bytes received over RESP",
    ({ server }) => server.stats.netInputBytes,
  ),
  counter(
    "vortis_network_transmit_bytes_total",
    "Bytes sent over RESP",
    ({ server }) => server.stats.netOutputBytes,
  ),
  gauge("vortis_pubsub_channels", "Channels with subscribers", ({ server: { pubsub } }) => [
    { labels: { kind: "channel" }, value: pubsub.channels.size },
    { labels: { kind: "pattern" }, value: pubsub.patterns.size },
    { labels: { kind: "shard" }, value: pubsub.shards.size },
  ]),
  counter(
    "vortis_http_requests_total",
    "HTTP requests answered, by status",
    function* ({ http }) {
      for (const [status, value] of http.responses()) {
        yield { labels: { code: String(status) }, value };
      }
    },
  ),
  {
    type: "histogram",
    name: "vortis_http_request_duration_seconds",
    help:
      "Time from the head of an HTTP request to the head of its response; one in 16 is timed and " +
      "stands for the others",
    bounds: LATENCY_BOUNDS,
    *read({ http }) {
      const { latencies } = http;
      yield {
        cumulative: latencies.cumulative(LATENCY_BOUNDS_NANOSECONDS),
        count: latencies.count,
        sum: http.microseconds / 1e6,
      };
    },
  },
];

function blocked({ server }: MetricSource): number {
  let count = 0;
  for (const { paused } of server.sessions.values()) if (paused) count++;
  return count;
}
