/** A program of the user's: arguments with the words in them, JSON on its standard input. */

import type { CommandChannelConfig } from "../../config/config.ts";
import { type Channel, type Letter, notificationsOf } from "../channel.ts";
import { payloadOf, wordsOf } from "../payload.ts";
import { runProgram } from "../run-program.ts";

export function commandChannel({ command, cwd, timeoutMs }: CommandChannelConfig): Channel {
  return {
    async deliver(letter) {
      const [executable = "", ...args] = command;
      const filled = [executable, ...args.map((argument) => fillIn(argument, letter))];
      const end = await runProgram({ command: filled, cwd, input: `${payloadOf(letter)}\n`, timeoutMs });
      if (end.ok) return { kind: "delivered" };
      if (end.cause === "absent") return { kind: "gone", problem: end.how };
      return { kind: "later", problem: end.how, afterMs: null };
    },
  };
}

/** `{title}` and its like; braces around anything else stay. An argument stays one argument, whatever is filled in. */
function fillIn(argument: string, letter: Letter): string {
  const { title, text } = wordsOf(letter);
  const first = notificationsOf(letter)[0]!;
  const kind = letter.kind === "digest" ? "digest" : first.kind;
  const { macro, rule, action, level } = first;
  const words: Readonly<Record<string, string>> = { title, text, kind, macro, rule, action, level };
  // A zero byte would end the argument.
  return argument.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? words[name]!.replaceAll("\0", "") : whole,
  );
}
