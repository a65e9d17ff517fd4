/** Ends a test run with one line for scripts: "12 passed, 0 failed". Skipped tests count as neither. */
import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    // A file that cannot be loaded has no tests to fail; it fails itself.
    let failed = unhandledErrors.length;
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        if (state === "failed") failed += 1;
      }
    }
    const line = `${passed} passed, ${failed} failed`;
    // Vitest prints its own summary after this; .ci/run repeats the line at the very end.
    const file = process.env["KUBELOOM_COUNTS_FILE"];
    if (file !== undefined) writeFileSync(file, `${line}\n`);
    else process.on("exit", () => process.stdout.write(`${line}\n`));
  }
}
