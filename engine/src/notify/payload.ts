/** A letter as JSON, for webhooks and commands. */

import { type Letter, letterId, notificationsOf } from "./channel.ts";
import { textOf, titleOf } from "./wording.ts";

/** One line, the same for each attempt. */
export function payloadOf(letter: Letter): string {
  const single = letter.kind === "single" ? letter.notification : null;
  return JSON.stringify({
    version: 1,
    id: letterId(letter),
    kind: single === null ? "digest" : single.kind,
    title: wordsOf(letter).title,
    text: wordsOf(letter).text,
    dryRun: notificationsOf(letter).some(({ dryRun }) => dryRun),
    notifications: notificationsOf(letter).map((notification) => ({
      ...notification,
      title: titleOf(notification),
      text: textOf(notification),
    })),
    course: letter.kind === "single" ? letter.course : null,
  });
}

export interface Words {
  readonly title: string;
  readonly text: string;
}

export function wordsOf(letter: Letter): Words {
  if (letter.kind === "digest") return { title: letter.digest.title, text: letter.digest.lines.join("\n") };
  return { title: titleOf(letter.notification), text: textOf(letter.notification) };
}
