/** A topic of an ntfy server (ntfy.sh, or one's own): notices on phones. */

import type { NtfyChannelConfig } from "../../config/config.ts";
import { readSecret } from "../../read-secret.ts";
import { type Channel, type Letter, notificationsOf } from "../channel.ts";
import { outcomeOf, post } from "../http.ts";
import { wordsOf } from "../payload.ts";
import { grave, gravity } from "../wording.ts";

/** Longer messages become attachments there. */
const mostBytes = 3500;

export function ntfyChannel({ url, token, timeoutMs }: NtfyChannelConfig): Channel {
  return {
    async deliver(letter) {
      const { server, topic } = addressOf(readSecret(url));
      if (topic === "")
        return { kind: "gone", problem: "the URL names no topic; write one such as https://ntfy.sh/my-macros" };
      const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${readSecret(token)}` };
      return outcomeOf(await post({ url: server, headers, body: JSON.stringify(messageOf(letter, topic)), timeoutMs }));
    },
  };
}

/** JSON goes to the server itself and names the topic: headers would have to be ASCII. */
function addressOf(url: string): { readonly server: string; readonly topic: string } {
  if (!URL.canParse(url)) return { server: url, topic: "" };
  const server = new URL(url);
  const path = server.pathname.replace(/\/+$/, "");
  const at = path.lastIndexOf("/");
  server.pathname = path.slice(0, at + 1);
  server.search = "";
  server.hash = "";
  return { server: server.href, topic: decodeURIComponent(path.slice(at + 1)) };
}

function messageOf(letter: Letter, topic: string): object {
  const { title, text } = wordsOf(letter);
  const gravest = Math.max(...notificationsOf(letter).map(gravity));
  const dangerous = notificationsOf(letter).some(({ level }) => level === "dangerous");
  // 3 is the default there, 4 and 5 make more noise, 2 none.
  const priority = gravest >= grave ? (dangerous ? 5 : 4) : gravest > 1 ? 3 : 2;
  return { topic, title: fitting(title, 250), message: fitting(text, mostBytes), priority, tags: [tagOf(gravest)] };
}

/** Emoji by ntfy's short codes. */
function tagOf(gravest: number): string {
  if (gravest >= grave) return "octagonal_sign";
  if (gravest <= 1) return "white_check_mark";
  return gravest > 2 ? "pause_button" : "warning";
}

function fitting(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  // A cut character at the end becomes one that cannot be shown; it goes.
  const kept = Buffer.from(text)
    .subarray(0, most - 3)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
  return `${kept}…`;
}
