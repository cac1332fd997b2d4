import { expect, it } from "vitest";
import { type MuteOptions, muteCommand } from "./mute.ts";

it.each<[Omit<MuteOptions, "reason">, string]>([
  [{ for: "1h" }, "say what is to be muted: a macro's name, a --rule of every macro, or --all"],
  [{ macro: "heal", all: true, for: "1h" }, "--all is every rule of every macro: leave the name out, or --all"],
  [{ macro: "heal" }, "say when it ends: either --for, such as 30m, or --to, a time"],
  [{ macro: "heal", for: "30" }, "--for: `30` has no unit; write a duration such as 30m"],
  [{ macro: "heal", for: "0s" }, "--for: a mute lasts longer than nothing, such as 30m"],
  [{ macro: "heal", to: "tomorrow" }, "--to: tomorrow is no time; write one such as 2026-11-01T20:00:00Z"],
  [{ macro: "heal", for: "1h", from: "20:00" }, "--from: 20:00 is no time; write one such as 2026-11-01T20:00:00Z"],
])("%j says what would be right", async (options, words) => {
  let said = "";
  const stderr = (text: string) => {
    said += text;
  };
  const io = { stdout: () => {}, stderr, color: false, cwd: "/" };
  expect([await muteCommand({ ...options, reason: "patch day" }, io), said]).toEqual([
    2,
    expect.stringContaining(words),
  ]);
});
