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

/** What a notice has room for, by far. */
const mostText = 1000;

function noticeOf(letter: Letter, platform: NodeJS.Platform): Pick<ProgramRun, "command" | "input" | "env"> {
  const words = wordsOf(letter);
  const [title, text] = [words.title, words.text.slice(0, mostText)].map(shown) as [string, string];
  if (platform === "win32") {
    const env = { MACRO_ENGINE_TITLE: title, MACRO_ENGINE_TEXT: text };
    return { command: [...powershell, toastScript], input: "", env };
  }
  if (platform === "darwin") return { command: ["osascript", ...appleScript, "--", title, text], input: "" };
  const gravest = Math.max(...notificationsOf(letter).map(gravity));
  const urgency = gravest >= grave ? "critical" : gravest <= 1 ? "low" : "normal";
  const command = ["notify-send", "--app-name=macro-engine", `--urgency=${urgency}`, "--", title, body(text)];
  return { command, input: "" };
}

/** Without what ends an argument, and what XML cannot hold. */
function shown(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n]|[\ufffe\uffff]/gu, "");
}

/** The body may hold markup there, the title may not; and it is read as C reads text, so that `\074` would be a `<`. */
function body(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\\", "\\\\");
}

/** The words come as arguments: they are never part of a script. */
const appleScript = [
  "on run argv",
  "display notification (item 2 of argv) with title (item 1 of argv)",
  "end run",
].flatMap((line) => ["-e", line]);

const powershell = ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand"] as const;

/**
 * Takes the words from its environment, which holds any character and is never part of the script (its standard input would
 * be read in the console's code page, and by PowerShell itself), and shows them in the name of PowerShell, which every Windows
 * knows.
 */
const toastScript = Buffer.from(
  `
$ErrorActionPreference = 'Stop'
[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
[void][Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom.XmlDocument, ContentType = WindowsRuntime]
$title = [Security.SecurityElement]::Escape($env:MACRO_ENGINE_TITLE)
$text = [Security.SecurityElement]::Escape($env:MACRO_ENGINE_TEXT)
$xml = New-Object Windows.Data.Xml.Dom.XmlDocument
$xml.LoadXml("<toast><visual><binding template='ToastGeneric'><text>$title</text><text>$text</text></binding></visual></toast>")
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$toast = New-Object Windows.UI.Notifications.ToastNotification $xml
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($app).Show($toast)
`,
  "utf16le",
).toString("base64");
