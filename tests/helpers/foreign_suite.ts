/**
 * Runs suites that other projects wrote for vitest as Deno tests: they take vitest's module as an
 * argument, and this makes one of the few functions that they call. Expectations are those of @std.
 */
import { assertEquals } from "@std/assert";
import { expect, type Expectation } from "@std/expect";

type Hook = () => void | Promise<void>;

/** `expect` as a test gets it: it also knows how many of its calls there are to be. */
interface CountingExpect {
  (actual: unknown): Expectation;
  assertions(count: number): void;
}

/** The part of vitest that suites call. */
export interface SuiteRunner {
  it(name: string, run: (context: { expect: CountingExpect }) => void | Promise<void>): void;
  beforeEach(hook: Hook): void;
  afterEach(hook: Hook): void;
}

/**
 * Registers what a suite registers, each test under the name `name: …`.
 * @returns How many tests there are.
 */
export function registerSuite(name: string, suite: (runner: SuiteRunner) => void): number {
  const before: Hook[] = [];
  const after: Hook[] = [];
  let tests = 0;
  suite({
    beforeEach: (hook) => void before.push(hook),
    afterEach: (hook) => void after.push(hook),
    it(test, run) {
      tests++;
      Deno.test(`${name}: ${test}`, async () => {
        for (const hook of before) await hook();
        const { context, check } = countingExpect();
        await run({ expect: context });
        check();
        for (const hook of after) await hook();
      });
    },
  });
  return tests;
}

function countingExpect(): { context: CountingExpect; check(): void } {
  let calls = 0;
  let wanted: number | undefined;
  const context = (actual: unknown) => {
    calls++;
    return expect(actual);
  };
  return {
    context: Object.assign(context, { assertions: (count: number) => void (wanted = count) }),
    check() {
      if (wanted !== undefined) assertEquals(calls, wanted, "another number of expectations");
    },
  };
}
