/**
 * A JSR registry in the test's own process: takes what `deno publish` sends and serves it to
 * `jsr:` imports. With `JSR_URL` set to its address nothing leaves the machine.
 *
 * A registry is three kinds of file: `/@scope/name/meta.json` with the versions,
 * `/@scope/name/VERSION_meta.json` with the exports and a checksum for each file, and the files.
 */

/** One published version. */
export interface PublishedPackage {
  /** `@scope/name` */
  name: string;
  version: string;
  /** Contents by path, "/mod.ts". */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** A running registry. */
export class JsrRegistry implements AsyncDisposable {
  readonly published: PublishedPackage[] = [];
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#handle(request),
    );
  }

  /** Value for the variable JSR_URL. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** Stops the registry. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const version = /^\/api\/scopes\/([^/]+)\/packages\/([^/]+)\/versions\/([^/]+)$/
      .exec(pathname);
    if (version && request.method === "POST") {
      const [, scope, name, number] = version;
      const files = await unpack(request.body!.pipeThrough(new DecompressionStream("gzip")));
      this.published.push({ name: `@${scope}/${name}`, version: number!, files });
      return Response.json({ id: "1", status: "success", error: null });
    }
    if (version) {
      return Response.json({ code: "packageVersionNotFound", message: "" }, { status: 404 });
    }
    if (pathname.startsWith("/api/")) return Response.json({ versions: {} });
    return await this.#serve(pathname);
  }

  async #serve(pathname: string): Promise<Response> {
    for (const { name, version, files } of this.published) {
      if (pathname === `/${name}/meta.json`) {
        return Response.json({ latest: version, versions: { [version]: {} } });
      }
      if (pathname === `/${name}/${version}_meta.json`) {
        const { exports } = readConfig(files);
        const manifest: Record<string, { size: number; checksum: string }> = {};
        for (const [path, bytes] of files) {
          manifest[path] = { size: bytes.length, checksum: `sha256-${await sha256(bytes)}` };
        }
        return Response.json({ exports, manifest });
      }
      const file = files.get(pathname.slice(`/${name}/${version}`.length));
      if (pathname.startsWith(`/${name}/${version}/`) && file) {
        const type = pathname.endsWith(".ts") ? "application/typescript" : "text/plain";
        return new Response(file, { headers: { "content-type": type } });
      }
    }
    return new Response("not found", { status: 404 });
  }
}

/**
 * Runs `deno publish` in a package's folder.
 *
 * @throws {Error} with its output when it fails.
 */
export async function publish(folder: string | URL, registry: JsrRegistry): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--token", "test", "--allow-dirty", "--no-check"],
    cwd: folder,
    env: { JSR_URL: registry.url, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stdout) + decoder.decode(stderr));
}

function readConfig(files: Map<string, Uint8Array>): { exports: unknown } {
  const text = new TextDecoder().decode(files.get("/deno.json"));
  // deno.json may have comments, which JSON.parse does not take.
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, "")) as { exports: unknown };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Files of a tar archive: 512-byte headers (name at 0, size in octal at 124, type at 156). */
async function unpack(
  stream: ReadableStream<Uint8Array>,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const archive = new Uint8Array(await new Response(stream).arrayBuffer());
  const decoder = new TextDecoder();
  const field = (start: number, length: number): string =>
    decoder.decode(archive.subarray(start, start + length)).replace(/\0.*$/s, "");
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const prefix = field(at + 345, 155);
    const name = (prefix ? `${prefix}/` : "") + field(at, 100);
    const size = parseInt(field(at + 124, 12), 8);
    const type = String.fromCharCode(archive[at + 156]!);
    if (type === "0" || type === "\0") {
      files.set("/" + name.replace(/^\.\//, ""), archive.slice(at + 512, at + 512 + size));
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
