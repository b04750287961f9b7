import { assert } from "@std/assert";
import { OutputGuard } from "../../../server/network/output_limit.ts";

const at = (ms: number) => ({ now: () => ms });

Deno.test("limits: hard at once, soft after its time, none by default", () => {
  const guard = new OutputGuard();
  assert(!guard.isExceeded(1e12, at(0)));
  guard.limit = { hardBytes: 100, softBytes: 50, softSeconds: 1 };
  assert(!guard.isExceeded(100, at(0)));
  assert(guard.isExceeded(101, at(0)));
  assert(guard.isExceeded(51, at(1001)));
  assert(!guard.isExceeded(50, at(1002)), "it went below");
  assert(!guard.isExceeded(51, at(5000)), "the time begins anew");
  assert(!guard.isExceeded(51, at(6000)));
  assert(guard.isExceeded(51, at(6001)));
});
