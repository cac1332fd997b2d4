/** Notices on a real desktop: what a notification daemon is given by `notify-send` when a real engine acts. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { openStage, type Stage, until } from "../end-to-end/testing/stage.ts";

interface Notice {
  readonly appname: string;
  readonly summary: string;
  /** As the daemon reads it: with markup. */
  readonly body: string;
  /** Microseconds that it is shown; 0: until it is clicked away, as what is critical is. */
  readonly timeout: number;
}

/** A bus, a display and a daemon of the test's own; the stage's engines find them in their environment. */
async function openDesktop(stage: Stage) {
  const line = async (program: string, args: readonly string[], output: "stdout" | "stderr" = "stdout") => {
    const child = spawn(program, args, { env: stage.env, stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void child.kill());
    const [text] = await once(child[output], "data");
    return String(text).trim();
  };
  stage.env.DBUS_SESSION_BUS_ADDRESS = await line("dbus-daemon", ["--session", "--nofork", "--print-address"]);
  stage.env.DISPLAY = `:${await line("Xvfb", ["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"])}`;
  const daemon = spawn("dunst", ["-startup_notification"], { env: stage.env, stdio: "ignore" });
  onTestFinished(() => void daemon.kill());
  // Before the daemon is there, the bus tries to start one, and complains.
  const quietly = { env: stage.env, encoding: "utf8", stdio: "pipe" } as const;
  const ask = (...args: string[]) => execFileSync("dunstctl", args, quietly);
  await until(() => {
    try {
      return ask("is-paused").trim() === "false";
    } catch {
      return false;
    }
  }, "the notification daemon");
  return {
    /** What was shown, oldest first. */
    shown: (): Notice[] => {
      ask("close-all");
      const { data } = JSON.parse(ask("history"));
      return data[0].reverse().map((notice: Record<keyof Notice, { data: unknown }>) => ({
        appname: notice.appname.data,
        summary: notice.summary.data,
        body: notice.body.data,
        timeout: notice.timeout.data,
      }));
    },
  };
}

const channels = `channels:
  screen: { kind: desktop }
`;
const policies = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  notify screen on warn, cancel
  rule slow: warn when fps < 50 message "<b>slow</b> & \\\\074i\\\\076 \\"quoted\\""
  rule lost: cancel when fps < 20
}
`,
};

test("a warning and a cancellation are shown as text, the cancellation until it is clicked away", async () => {
  const stage = openStage(policies, channels);
  const desktop = await openDesktop(stage);
  stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start");
  stage.report({ fps: 40 });
  await until(() => desktop.shown().length === 1, "the warning");
  stage.report({ fps: 10 });
  await engine.event("macro-end");
  await until(() => desktop.shown().length === 2, "the cancellation");
  const [warning, cancellation] = desktop.shown();
  expect(warning).toMatchObject({
    appname: "macro-engine",
    summary: expect.stringMatching(/heal.*warning by slow$/),
    // The daemon reads markup: as its reader sees it, this is the message of the rule.
    body: String.raw`slow: &lt;b&gt;slow&lt;/b&gt; &amp; \074i\076 "quoted"`,
  });
  expect(cancellation).toMatchObject({ summary: expect.stringMatching(/heal.* cancelled$/), timeout: 0 });
  expect(warning!.timeout).toBeGreaterThan(0);
});

test("without a desktop it is said why", async () => {
  const stage = openStage(policies, channels);
  const { code, err } = await stage.run("notify", "test", "screen");
  expect([code, err]).toEqual([1, expect.stringMatching(/^screen: the test was not taken: exit code 1: .*D-Bus/)]);
});
