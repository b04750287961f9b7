/**
 * A load of one GET again and again over keep-alive connections: raw sockets, the same bytes each time,
 * and nothing read of an answer but how long it is. A client that understood HTTP would cost more than
 * the server that is measured.
 */

/** What a run came to. */
export interface HttpLoadResult {
  readonly requestsPerSecond: number;
  /** Requests that were answered. */
  readonly requests: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Loads a server for some time, each connection with one request at once.
 *
 * @throws {Error} if an answer is not 200, or another length than the first one.
 */
export async function loadHttp(
  port: number,
  path: string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<HttpLoadResult> {
  const request = encoder.encode(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  const expected = await answerLength(port, request);
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const start = performance.now();
  const end = start + seconds * 1000;
  let requests = 0;
  await Promise.all(sockets.map(async (socket) => {
    const buffer = new Uint8Array(4096);
    while (performance.now() < end) {
      await socket.write(request);
      let length = 0;
      while (length < expected) {
        const count = await socket.read(buffer);
        if (count === null) throw new Error("The server has closed a connection");
        length += count;
      }
      if (length !== expected || buffer[9] !== 0x32) {
        throw new Error(`Unexpected answer: ${decoder.decode(buffer.subarray(0, length))}`);
      }
      requests++;
    }
  }));
  const elapsed = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.close();
  return { requests, requestsPerSecond: requests / elapsed };
}

async function connect(port: number): Promise<Deno.TcpConn> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  socket.setNoDelay(true);
  return socket;
}

/** How long an answer is, head and body. */
async function answerLength(port: number, request: Uint8Array): Promise<number> {
  using socket = await connect(port);
  await socket.write(request);
  const buffer = new Uint8Array(4096);
  let text = "";
  for (;;) {
    const count = await socket.read(buffer);
    if (count === null) throw new Error(`The server has closed the connection after: ${text}`);
    text += decoder.decode(buffer.subarray(0, count));
    const head = text.indexOf("\r\n\r\n");
    if (head < 0) continue;
    const length = /\r\ncontent-length: (\d+)/i.exec(text);
    if (!text.startsWith("HTTP/1.1 200") || length === null) throw new Error(text);
    return head + 4 + Number(length[1]);
  }
}
