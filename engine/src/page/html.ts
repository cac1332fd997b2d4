/** Elements of a page as text: whatever is put into them is escaped, so that no name can become markup. */

import { escapeXml } from "./xml-text.ts";

/** Markup that is whole and safe. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Child = Html | string | number | null | readonly Child[];
type Attributes = Readonly<Record<string, string | number | null>>;

/** An element; attributes that are null are left out, texts are escaped. */
export function h(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Html {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const inner = children.map(markup).join("");
  const isEmpty = inner === "" && emptied.has(name);
  return new Html(isEmpty ? `<${name}${written.join("")} />` : `<${name}${written.join("")}>${inner}</${name}>`);
}

/** Elements that hold nothing. In others, HTML takes no short form. */
const emptied: ReadonlySet<string> = new Set(["meta", "link", "br", "line", "rect", "path"]);

function markup(child: Child): string {
  if (child === null) return "";
  if (child instanceof Html) return child.text;
  return typeof child === "object" ? child.map(markup).join("") : escapeXml(String(child));
}

/** A number for an attribute of a drawing: hundredths are finer than any screen. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}
