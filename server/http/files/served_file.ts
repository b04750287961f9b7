/**
 * A text that is served as it is: compressed when it is first asked for by somebody who takes that, and not sent
 * again to who has it.
 */

/** How a file is served. */
export interface ServedFileOptions {
  readonly contentType: string;
  /** Changes with the text; becomes the ETag. */
  readonly version: string;
  readonly cacheControl: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A file. */
export class ServedFile {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #options: ServedFileOptions;
  #compressed: Promise<Uint8Array<ArrayBuffer>> | undefined;

  constructor(text: string, options: ServedFileOptions) {
    this.#bytes = new TextEncoder().encode(text);
    this.#options = options;
  }

  /** The answer to a request for it. */
  async respond({ headers: wanted }: Request): Promise<Response> {
    const { contentType, version, cacheControl, headers: further = {} } = this.#options;
    const isCompressed = acceptsGzip(wanted.get("accept-encoding"));
    // Either form is a file of its own.
    const tag = isCompressed ? `"${version}-gzip"` : `"${version}"`;
    const headers = new Headers({
      ...further,
      "content-type": contentType,
      "cache-control": cacheControl,
      "etag": tag,
      "vary": "Accept-Encoding",
    });
    if (hasTag(wanted.get("if-none-match"), tag)) {
      return new Response(null, { status: 304, headers });
    }
    if (!isCompressed) return new Response(this.#bytes, { headers });
    headers.set("content-encoding", "gzip");
    return new Response(await (this.#compressed ??= gzip(this.#bytes)), { headers });
  }
}

/** Whether an `Accept-Encoding` takes gzip. */
function acceptsGzip(header: string | null): boolean {
  return (header ?? "").split(",").some((part) => {
    const [name, ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    return (name === "gzip" || name === "*") &&
      !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}

/** Whether an `If-None-Match` names a tag; a proxy may have made it a weak one. */
function hasTag(header: string | null, tag: string): boolean {
  return (header ?? "").split(",").some((text) => text.trim().replace(/^W\//, "") === tag);
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
