import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPlainLog } from "./plain.ts";
import { ended, fired } from "./sample-events.ts";

const notice = { event: "notice", time: fired.time, level: "info", message: "hello" } as const;

let printed: string;
const log = () => {
  printed = "";
  return createPlainLog({ zone: "UTC", write: (text) => (printed += text) });
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("plain lines", () => {
  it("tell a cancellation and what came of it on one line", () => {
    const plain = log();
    plain.add(fired);
    plain.add(ended);
    expect(printed).toBe(
      "12:00:05 cancel   burner       cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00) — ended after SIGTERM in 0.1s\n",
    );
  });

  it("announce a decision soon even if its outcome takes long, which then has its own line", () => {
    const plain = log();
    plain.add(fired);
    expect(printed).toBe("");
    vi.advanceTimersByTime(1000);
    expect(printed).toBe("12:00:05 cancel   burner       cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00)\n");
    plain.add({ ...ended, how: "killed after 3s grace", tookMs: 3050 });
    expect(printed.split("\n")[1]).toBe("12:00:05 cancel   burner       killed after 3s grace in 3.0s");
  });

  it("stay in the order of the events", () => {
    const plain = log();
    plain.add(fired);
    plain.add(notice);
    expect(printed).toBe("");
    plain.add(ended);
    expect(printed.match(/cpu_hot|hello/g)).toEqual(["cpu_hot", "hello"]);
  });

  it("do not wait for a warning, after which nothing comes", () => {
    log().add({ ...fired, action: "warn" });
    expect(printed).toContain("warn     burner");
  });

  it("are all out when the log closes", () => {
    const plain = log();
    plain.add(fired);
    plain.add(notice);
    plain.close();
    expect(printed.match(/cpu_hot|hello/g)).toEqual(["cpu_hot", "hello"]);
    vi.advanceTimersByTime(1000);
    expect(printed.split("\n")).toHaveLength(3);
  });

  it("carry no escape sequences or line ends of foreign names", () => {
    log().add({ ...fired, action: "warn", macro: "a\x1b[2J\nb", message: "x\x9b1mx" });
    expect(printed).toMatch(/^[^\p{Cc}]*\n$/u);
  });

  it("show the errors of policies that did not load below the line that says so", () => {
    log().add({
      event: "reload",
      time: fired.time,
      ok: false,
      profiles: 1,
      rules: 1,
      problems: "error: wrong\n  --> a.macropolicy:1:2\n",
    });
    expect(printed.split("\n")).toEqual([
      "12:00:05 reload   what was saved has errors; the last good set stays in force",
      "  error: wrong",
      "    --> a.macropolicy:1:2",
      "",
    ]);
  });
});
