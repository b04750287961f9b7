/**
 * Errors over HTTP: problem details (RFC 9457).
 *
 * ```json
 * { "type": "urn:vortis:problem:invalid-request", "title": "Invalid request", "status": 400,
 *   "detail": "ttl: must be at least 1", "errors": [{ "field": "ttl", "detail": "must be at least 1" }] }
 * ```
 */

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Name of the field, of nested ones with dots: `ttl`, `keys.0`, `body`. */
  readonly field: string;
  readonly detail: string;
}

/** A problem before it is sent. */
export interface ProblemOptions {
  /** What kind it is: the end of `type`, in words with dashes. */
  readonly code: string;
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** The kind in words, the same for all of that kind. */
  readonly title: string;
  /** This occurrence in words. */
  readonly detail?: string;
  /** The fields that are wrong, for wrong input. */
  readonly errors?: readonly FieldError[];
  /** Further members. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every `type` begins with. */
export const PROBLEM_TYPE_PREFIX = "urn:vortis:problem:";

/** Thrown by a route; the app answers it. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(readonly options: ProblemOptions) {
    super(options.detail ?? options.title);
  }
}

/** Wrong input: status 400 with the fields' names. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  return new Problem({
    code: "invalid-request",
    status: 400,
    title: "Invalid request",
    detail: errors.map(({ field, detail }) => `${field}: ${detail}`).join("; "),
    errors,
  });
}

/** Wrong input in one field. */
export function invalidField(field: string, detail: string): Problem {
  return invalidRequest([{ field, detail }]);
}

/** There is nothing at that place. */
export function notFound(detail: string): Problem {
  return new Problem({ code: "not-found", status: 404, title: "Not found", detail });
}

/** The response that tells a problem. */
export function problemResponse(options: ProblemOptions): Response {
  const { code, status, title, detail, errors, extensions, headers } = options;
  const body = JSON.stringify({
    type: PROBLEM_TYPE_PREFIX + code,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...extensions,
  });
  return new Response(body, {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headers,
    },
  });
}
