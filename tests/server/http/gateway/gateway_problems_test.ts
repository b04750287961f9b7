import { assertEquals } from "@std/assert";
import { NotDurableError } from "../../../../server/http/gateway/log_wait.ts";
import { problemOfGatewayError } from "../../../../server/http/gateway/gateway_problems.ts";
import { ServerEndingError } from "../../../../server/http/gateway/gateway_session.ts";
import { NamespaceNameError } from "../../../../server/http/gateway/namespace_names.ts";
import { Problem } from "../../../../server/http/problem.ts";

Deno.test("what goes wrong on the way to a command is a problem, other errors are not", () => {
  const statusOf = (error: unknown) => {
    const options = problemOfGatewayError(error)?.options;
    return options && [options.status, options.code];
  };
  assertEquals(statusOf(new NamespaceNameError("x")), [400, "invalid-request"]);
  assertEquals(statusOf(new NotDurableError("x")), [503, "not-durable"]);
  assertEquals(statusOf(new ServerEndingError("x")), [503, "ending"]);
  assertEquals(statusOf(new Problem({ code: "c", status: 418, title: "t" })), [418, "c"]);
  assertEquals(statusOf(new Error("x")), undefined);
});
