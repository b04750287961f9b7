/** The yardstick: `Deno.serve` that answers a constant, on the port that the first argument names. */

Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen: () => {} },
  () => new Response("hello"),
);
