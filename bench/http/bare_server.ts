/**
 * The yardsticks: `Deno.serve` that answers a constant, on the port that the first argument names. With
 * a second one the response has the headers that the store's has, constant as well.
 */

const HEADERS = { "etag": '"AAAAAAAAAAAA"', "x-content-type-options": "nosniff" };

const [port, headers] = Deno.args;
Deno.serve(
  { hostname: "127.0.0.1", port: Number(port), onListen: () => {} },
  headers === undefined
    ? () => new Response("hello")
    : () => new Response("hello", { headers: HEADERS }),
);
