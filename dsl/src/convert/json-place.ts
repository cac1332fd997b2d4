/** Where something stands in JSON data. */

import { isNode, parseDocument } from "yaml";
import { type Position, positionAt, type Source } from "../syntax/source.ts";

export type JsonPlace = readonly (string | number)[];

/** `rules[2].conditions.all[1].operator`; the whole is `the file`. */
export function placeText(place: JsonPlace): string {
  const text = place
    .map((step) =>
      typeof step === "number"
        ? `[${step}]`
        : /^[A-Za-z_$][\w$]*$/.test(step)
          ? `.${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join("");
  return text === "" ? "the file" : text.replace(/^\./, "");
}

/** Lines and columns of places in the text of a JSON file; of what is not there, those of what should hold it. */
export function placesIn(source: Source): (place: JsonPlace) => Position {
  const document = parseDocument(source.text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  return (place) => {
    for (let length = place.length; length > 0; length--) {
      const node = document.getIn(place.slice(0, length), true);
      if (isNode(node) && node.range) return positionAt(source, node.range[0]);
    }
    return { line: 1, column: 1 };
  };
}

/** What keeps a part of the data from being policy, and what would be right. */
export interface ImportProblem {
  readonly place: JsonPlace;
  readonly message: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as messages quote it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 40 ? text : `${text.slice(0, 37)}…`;
}
