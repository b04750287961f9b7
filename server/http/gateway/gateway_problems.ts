/** What can go wrong between a request and its commands, as problems. */

import { invalidField, Problem } from "../problem.ts";
import { NotDurableError } from "./log_wait.ts";
import { ServerEndingError } from "./gateway_session.ts";
import { NamespaceNameError } from "./namespace_names.ts";

/** The problem for an error that a gateway has thrown; undefined for any other error. */
export function problemOfGatewayError(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof NamespaceNameError) return invalidField("namespace", error.message);
  if (error instanceof NotDurableError) {
    return new Problem({
      code: "not-durable",
      status: 503,
      title: "The log fails",
      detail: error.message,
    });
  }
  if (error instanceof ServerEndingError) {
    return new Problem({
      code: "ending",
      status: 503,
      title: "The server ends",
      detail: error.message,
    });
  }
  return undefined;
}
