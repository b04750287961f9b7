/**
 * A load over HTTP/1.1, to the resource of a key: GET, PUT and DELETE.
 *
 * Requests are written to sockets as bytes, on connections that stay open, and with a pipeline several
 * at once: what is measured is the server, not a client library, and both protocols of a server can be
 * compared.
 */

import type { HttpTarget } from "../load_target.ts";
import type { LoadOperation } from "../operations.ts";
import { HttpReplyScanner } from "./http_reply_scanner.ts";
import type { LoadProtocol, RequestContents } from "./protocol.ts";
import { NULL, type ReplyReceiver, type ReplyScanner } from "./reply_scanner.ts";
import { type RequestTemplate, TemplateBuilder } from "./request_template.ts";

/** Requests on keys of one namespace. */
export class HttpProtocol implements LoadProtocol {
  readonly hostname: string;
  readonly port: number;
  readonly greeting: Uint8Array = new Uint8Array(0);
  readonly greetingReplies = 0;

  constructor(private readonly target: HttpTarget) {
    this.hostname = target.hostname;
    this.port = target.port;
  }

  template({ method, command }: LoadOperation, contents: RequestContents): RequestTemplate {
    const [, key] = command as [string, { key: string }];
    const name = encodeURIComponent(contents.keyPrefix + key.key).replaceAll("%3A", ":");
    const { ttlMs } = contents;
    const query = method === "PUT" && ttlMs !== undefined ? `?ttl=${ttlMs / 1000}` : "";
    const builder = new TemplateBuilder(contents.values)
      .text(`${method} /v1/namespaces/${encodeURIComponent(this.target.namespace)}/keys/${name}`)
      .key()
      .text(`${query} HTTP/1.1\r\n${this.#headers()}`);
    if (method === "PUT") {
      builder.text("Content-Type: application/octet-stream\r\nContent-Length: ").value("\r\n\r\n");
    } else {
      builder.text("\r\n");
    }
    return builder.build();
  }

  missKind({ miss }: LoadOperation): number | undefined {
    return miss === undefined ? undefined : NULL;
  }

  scanner(receiver: ReplyReceiver): ReplyScanner {
    return new HttpReplyScanner(receiver);
  }

  #headers(): string {
    const { name, authorization } = this.target;
    return `Host: ${name}\r\n` +
      (authorization === undefined ? "" : `Authorization: ${authorization}\r\n`);
  }
}
