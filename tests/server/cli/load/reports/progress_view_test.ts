import { assert, assertEquals } from "@std/assert";
import type { CliProcess } from "../../../../../server/cli/cli_command.ts";
import { LoadRecorder } from "../../../../../server/cli/load/load_recorder.ts";
import {
  ProgressView,
  type ShownLoad,
} from "../../../../../server/cli/load/reports/progress_view.ts";
import { ANSWERED, FAILED } from "../../../../../server/cli/load/protocols/reply_scanner.ts";

/** A load that answers 1,000 requests a second, in 2 ms each, and fails once in all. */
class Scene {
  readonly shown: string[] = [];
  readonly recorder = new LoadRecorder([{ name: "get", missKind: undefined }]);
  readonly view: ProgressView;
  #nowMs = 0;
  readonly #run: { -readonly [K in keyof ShownLoad]: ShownLoad[K] };

  constructor(public columns: number | undefined, isQuiet = false, title = "") {
    const process: CliProcess = {
      environment: () => undefined,
      print: () => {},
      printError: (text) => this.shown.push(text),
      confirm: () => false,
      progress: (text) => this.shown.push(text),
      columns: () => this.columns,
      hasColors: false,
      onStopRequest: () => {},
    };
    this.view = new ProgressView(process, isQuiet, title);
    this.#run = {
      phase: "warming up",
      recorder: this.recorder,
      progress: (nowMs) => this.#run.phase === "measuring" ? nowMs / 4000 : 0,
      measuredMs: (nowMs) => nowMs,
    };
  }

  /** A tenth of a second passes. */
  pass(phase: ShownLoad["phase"] = "measuring"): void {
    this.#run.phase = phase;
    for (let i = 0; i < 100; i++) {
      this.#nowMs++;
      const isFirst = this.#nowMs === 1;
      this.recorder.reply(
        0,
        isFirst ? FAILED : ANSWERED,
        this.#nowMs - 2 > 0 ? this.#nowMs - 2 : 0,
        this.#nowMs,
      );
    }
    this.view.update(this.#run, this.#nowMs);
  }
}

Deno.test("progress: a line on a terminal, five times a second", () => {
  const scene = new Scene(100);
  scene.pass("warming up");
  assertEquals(scene.shown, ["──────────────────────────────  warming up …"]);
  for (let tenths = 1; tenths < 20; tenths++) scene.pass();
  // The phase has changed at once; from then on every second call.
  assertEquals(scene.shown.length, 11);
  assertEquals(
    scene.shown.at(-1),
    "━━━━━━━━━━━━━━━─────────────── 50 %       1,000 req/s   p50 2.00 ms   p99 2.00 ms   1 error",
  );
  scene.view.end();
  assertEquals(scene.shown.at(-1), "");
});

Deno.test("progress: a terminal is never written to its last column", () => {
  for (const columns of [120, 80, 70, 60, 40, 20, 2]) {
    const scene = new Scene(columns, false, "filling");
    for (let tenths = 0; tenths < 10; tenths++) scene.pass();
    for (const line of scene.shown) assert(line.length < columns, `${columns}: ${line}`);
    if (columns > 20) assert(scene.shown.at(-1)!.startsWith("filling  "));
  }
});

Deno.test("progress: plain lines without a terminal, or none", () => {
  const scene = new Scene(undefined);
  scene.pass("warming up");
  for (let tenths = 0; tenths < 30; tenths++) scene.pass();
  assertEquals(
    scene.shown,
    [1.1, 2.1, 3.1].map((seconds) =>
      `   ${seconds} s      1,000 req/s   p50 2.00 ms   p99 2.00 ms   1 error\n`
    ),
  );
  const quiet = new Scene(undefined, true);
  for (let tenths = 0; tenths < 30; tenths++) quiet.pass();
  assertEquals(quiet.shown, []);
});
