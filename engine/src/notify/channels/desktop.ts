/** A notice on the screen, by what the system has for it: `notify-send`, a toast of Windows, `osascript`. */

import type { DesktopChannelConfig } from "../../config/config.ts";
import { type Channel, type Letter, notificationsOf } from "../channel.ts";
import { wordsOf } from "../payload.ts";
import { type ProgramRun, runProgram } from "../run-program.ts";
import { grave, gravity } from "../wording.ts";

export function desktopChannel(
  { timeoutMs }: DesktopChannelConfig,
  platform: NodeJS.Platform = process.platform,
): Channel {
  return {
    async deliver(letter) {
      const end = await runProgram({ ...noticeOf(letter, platform), cwd: null, timeoutMs });
      if (end.ok) return { kind: "delivered" };
      if (end.cause === "absent") return { kind: "gone", problem: absent[platform] ?? absent.linux! };
      return { kind: "later", problem: end.how, afterMs: null };
    },
  };
}

const absent: Partial<Record<NodeJS.Platform, string>> = {
  linux: "there is no notify-send; install libnotify (Debian: apt install libnotify-bin)",
  darwin: "there is no osascript, which macOS comes with",
  win32: "there is no powershell.exe, which Windows comes with",
};

function noticeOf(letter: Letter, platform: NodeJS.Platform): Pick<ProgramRun, "command" | "input"> {
  const words = wordsOf(letter);
  // A zero byte would end an argument.
  const [title, text] = [words.title, words.text].map((each) => each.replaceAll("\0", ""));
  if (platform === "win32") return { command: [...powershell, toastScript], input: JSON.stringify(words) };
  if (platform === "darwin") return { command: ["osascript", ...appleScript, "--", title!, text!], input: "" };
  const gravest = Math.max(...notificationsOf(letter).map(gravity));
  const urgency = gravest >= grave ? "critical" : gravest <= 1 ? "low" : "normal";
  // The body may hold markup there, the title may not.
  const body = text!.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return { command: ["notify-send", "--app-name=macro-engine", `--urgency=${urgency}`, "--", title!, body], input: "" };
}

/** The words come as arguments: they are never part of a script. */
const appleScript = [
  "on run argv",
  "display notification (item 2 of argv) with title (item 1 of argv)",
  "end run",
].flatMap((line) => ["-e", line]);

const powershell = ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand"] as const;

/** Reads the words as JSON from its standard input, and shows them in the name of PowerShell, which every Windows knows. */
const toastScript = Buffer.from(
  `
[Console]::InputEncoding = [Text.Encoding]::UTF8
$ErrorActionPreference = 'Stop'
$words = [Console]::In.ReadToEnd() | ConvertFrom-Json
[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
[void][Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom.XmlDocument, ContentType = WindowsRuntime]
$title = [Security.SecurityElement]::Escape($words.title)
$text = [Security.SecurityElement]::Escape($words.text)
$xml = New-Object Windows.Data.Xml.Dom.XmlDocument
$xml.LoadXml("<toast><visual><binding template='ToastGeneric'><text>$title</text><text>$text</text></binding></visual></toast>")
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$toast = New-Object Windows.UI.Notifications.ToastNotification $xml
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($app).Show($toast)
`,
  "utf16le",
).toString("base64");
