import { assertEquals, assertMatch } from "@std/assert";
import { HyperLogLog } from "../../../../store/types/hyper_log_logs/hyper_log_log.ts";
import { selfTest } from "../../../../store/types/hyper_log_logs/self_check.ts";
import { Random, seeds } from "../../../helpers/random.ts";

for (const seed of seeds("self test of the HyperLogLog")) {
  Deno.test(`the HyperLogLog passes its self test, seed ${seed}`, () => {
    const random = new Random(seed);
    assertEquals(selfTest(() => random.float()), undefined);
  });
}

/** Runs `body` with another method of the HyperLogLog in place of its own. */
function withBroken(broken: Pick<HyperLogLog, "raise">, body: () => void): void {
  const kept = { raise: HyperLogLog.prototype.raise };
  Object.assign(HyperLogLog.prototype, broken);
  try {
    body();
  } finally {
    Object.assign(HyperLogLog.prototype, kept);
  }
}

Deno.test("the self test finds registers that spoil their neighbours", () => {
  const { raise } = HyperLogLog.prototype;
  const spoils: HyperLogLog["raise"] = function (this: HyperLogLog, register, value, limit) {
    if (register === 700) raise.call(this, 699, 63, limit);
    return raise.call(this, register, value, limit);
  };
  withBroken({ raise: spoils }, () => {
    const random = new Random(1);
    const fault = selfTest(() => random.float());
    assertMatch(fault ?? "", /^Register 699 should be \d+ but is 63$/);
  });
});

Deno.test("the self test finds sparse registers that forget", () => {
  const { raise } = HyperLogLog.prototype;
  const forgets: HyperLogLog["raise"] = function (this: HyperLogLog, register, value, limit) {
    if (this.isSparse && register % 10 === 0) return "unchanged";
    return raise.call(this, register, value, limit);
  };
  withBroken({ raise: forgets }, () => {
    const random = new Random(1);
    const fault = selfTest(() => random.float());
    assertMatch(fault ?? "", /^Sparse and dense registers disagree on \d+$/);
  });
});
