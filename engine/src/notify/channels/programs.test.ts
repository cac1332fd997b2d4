/** Channels that start programs: real ones, stand-ins by the names of the system's own. */

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { digest, letter, notification } from "../testing/example.ts";
import { commandChannel } from "./command.ts";
import { desktopChannel } from "./desktop.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "notify-programs-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that writes its arguments and what it reads into files, and ends as told. */
function standIn(name: string, ending = "exit 0"): void {
  const script = `#!/bin/sh\nprintf '%s\\0' "$@" > "${folder}/arguments"\nprintf '%s\\0' "$MACRO_ENGINE_TITLE" "$MACRO_ENGINE_TEXT" > "${folder}/words"\ncat > "${folder}/input"\n${ending}\n`;
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
}

const given = () => readFileSync(join(folder, "arguments"), "utf8").split("\0").slice(0, -1);
const input = () => readFileSync(join(folder, "input"), "utf8");

describe("desktop", () => {
  test("notify-send gets title and text as arguments, without markup and without options among them", async () => {
    standIn("notify-send");
    const channel = desktopChannel({ kind: "desktop", timeoutMs: 10_000 }, "linux");
    const words = {
      macro: "--help",
      message: "<b>fps</b> & $(reboot) \\074i\\076 \0\u0007\ud800",
      action: "cancel",
    } as const;
    expect(await channel.deliver(letter(words))).toEqual({ kind: "delivered" });
    expect(given()).toEqual([
      "--app-name=macro-engine",
      "--urgency=critical",
      "--",
      "--help cancelled",
      "low_fps: &lt;b&gt;fps&lt;/b&gt; &amp; $(reboot) \\\\074i\\\\076 \ufffd",
    ]);
    await channel.deliver(letter({ kind: "recovered" }));
    expect(given()[1]).toBe("--urgency=low");
  });

  test("osascript gets them as arguments of a script that is always the same", async () => {
    standIn("osascript");
    const channel = desktopChannel({ kind: "desktop", timeoutMs: 10_000 }, "darwin");
    await channel.deliver(letter({ macro: '" & (do shell script "x") & "' }));
    expect(given().slice(-3)).toEqual([
      "--",
      '" & (do shell script "x") & " paused',
      "low_fps: frames at 12fps, limit 15fps. It goes on when this has passed.",
    ]);
    expect(given()[3]).toBe("display notification (item 2 of argv) with title (item 1 of argv)");
  });

  test("PowerShell gets them by the environment of a script that is always the same", async () => {
    standIn("powershell.exe");
    const channel = desktopChannel({ kind: "desktop", timeoutMs: 10_000 }, "win32");
    const message = '</text>$(Remove-Item x) "@\r\n`e \ufffe\u001b';
    await channel.deliver(letter({ macro: "'; Remove-Item x; 'ę", action: "cancel", message }));
    const words = readFileSync(join(folder, "words"), "utf8").split("\0");
    expect(words.slice(0, 2)).toEqual(["'; Remove-Item x; 'ę cancelled", 'low_fps: </text>$(Remove-Item x) "@\n`e ']);
    expect(input()).toBe("");
    const script = Buffer.from(given().at(-1)!, "base64").toString("utf16le");
    expect(given().slice(0, 3)).toEqual(["-NoProfile", "-NonInteractive", "-EncodedCommand"]);
    expect(script).toContain("[Security.SecurityElement]::Escape($env:MACRO_ENGINE_TEXT)");
    expect(script).not.toContain("Remove-Item");
  });

  test("where there is none, it says what to install; where it fails, what it said", async () => {
    vi.stubEnv("PATH", folder);
    const channel = desktopChannel({ kind: "desktop", timeoutMs: 10_000 }, "linux");
    expect(await channel.deliver(letter())).toEqual({
      kind: "gone",
      problem: "there is no notify-send; install libnotify (Debian: apt install libnotify-bin)",
    });
    vi.unstubAllEnvs();
    standIn("notify-send", "echo trying >&2; echo 'Cannot autolaunch D-Bus without X11 $DISPLAY' >&2; exit 1");
    expect(await channel.deliver(letter())).toEqual({
      kind: "later",
      problem: "exit code 1: Cannot autolaunch D-Bus without X11 $DISPLAY",
      afterMs: null,
    });
  });
});

describe("command", () => {
  const channelOf = (command: readonly string[], timeoutMs = 10_000, cwd: string | null = null) =>
    commandChannel({ kind: "command", command, cwd, timeoutMs });

  test("arguments are filled in, and stay one each; the rest is JSON on its input", async () => {
    standIn("say");
    const words = { macro: "a b; touch $(x)", rule: "{title}" };
    const channel = channelOf(["say", "{kind}/{action}/{level}", "{macro}", "{rule}", "{unknown} {}", "{text}"]);
    expect(await channel.deliver(letter(words))).toEqual({ kind: "delivered" });
    expect(given()).toEqual([
      "fired/pause/risky",
      "a b; touch $(x)",
      "{title}",
      "{unknown} {}",
      "{title}: frames at 12fps, limit 15fps. It goes on when this has passed.",
    ]);
    expect(JSON.parse(input())).toMatchObject({ kind: "fired", title: "a b; touch $(x) paused" });
  });

  test("a digest is one call", async () => {
    standIn("say");
    const many = Array.from({ length: 4 }, (_, i) => notification({ id: `n${i}`, rule: `rule_${i}` }));
    await channelOf(["say", "{title}", "{kind}"]).deliver(digest(many));
    expect(given()).toEqual(["4 paused", "digest"]);
    expect(JSON.parse(input()).notifications).toHaveLength(4);
  });

  test("it runs in the folder that is configured", async () => {
    standIn("say", `pwd > "${folder}/where"`);
    await channelOf(["say"], 10_000, folder).deliver(letter());
    expect(readFileSync(join(folder, "where"), "utf8").trim()).toBe(folder);
  });

  test("one that does not end is ended, with what it started", async () => {
    standIn("say", `(sleep 60; touch "${folder}/after") & echo $! > "${folder}/child"; sleep 60`);
    expect(await channelOf(["say"], 500).deliver(letter())).toMatchObject({
      kind: "later",
      problem: expect.stringContaining("it was ended after 0.5s"),
    });
    const child = Number(readFileSync(join(folder, "child"), "utf8"));
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  test("one that leaves something behind has ended all the same", async () => {
    standIn("say", `sleep 5 & echo $! > "${folder}/child"; exit 3`);
    expect(await channelOf(["say"]).deliver(letter())).toMatchObject({ kind: "later", problem: "exit code 3" });
    process.kill(Number(readFileSync(join(folder, "child"), "utf8")));
  });

  test("one that is not there", async () => {
    expect(await channelOf([join(folder, "no-such-program")]).deliver(letter())).toEqual({
      kind: "gone",
      problem: `there is no ${join(folder, "no-such-program")}`,
    });
  });
});

/** A zombie, which nobody here waits for, is over. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}
