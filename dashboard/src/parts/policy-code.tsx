/** Policy text in colour without the language: for a rule or a test, at once. The policies' view has it from the language itself. */

import { Scrolls } from "./scrolls.tsx";

export function PolicyCode({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Scrolls class="code" name={label}>
      <pre>
        <code>
          {piecesOf(text).map(({ kind, text: piece }, at) =>
            kind === null ? (
              piece
            ) : (
              <i key={at} class={kind}>
                {piece}
              </i>
            ),
          )}
        </code>
      </pre>
    </Scrolls>
  );
}

interface Piece {
  /** A class of `code.css`; null: plain. */
  readonly kind: string | null;
  readonly text: string;
}

const words =
  /(?<doc>##.*)|(?<comment>#.*)|(?<string>"(?:[^"\\\n]|\\.)*"?)|(?<quantity>\b\d[\w.]*(?:\/s)?%?)|(?<action>\b(?:warn|throttle|pause|cancel)\b)|(?<keyword>\b(?:profile|template|rule|override|remove|set|param|let|metric|schedule|test|assert|when|for|until|message|level|match|macro|process|grace|cooldown|notify|extends|given|at|run|expect|no|by|before|after|and|or|not|on|all|true|false|trace|missing)\b)|(?<metric>\b[a-z_]+\.[a-z_0-9.]+|\b(?:fps|latency|response_time)\b)|(?<operator>[<>!=]=?|->|[-+*/])/g;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(words)) {
    if (match.index > end) pieces.push({ kind: null, text: text.slice(end, match.index) });
    const [kind = null] = Object.entries(match.groups!).find(([, matched]) => matched !== undefined) ?? [];
    pieces.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: null, text: text.slice(end) });
  return pieces;
}
