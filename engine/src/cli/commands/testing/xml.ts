/** Reads XML strictly, as far as reports use it: throws where it is not well-formed. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  const isLegal = (code: number) => code >= 32 || code === 9 || code === 10 || code === 13;
  const isSound = text.isWellFormed() && [...text].every((char) => isLegal(char.codePointAt(0)!));
  if (!isSound || text.includes("<")) throw new Error(`not XML: ${JSON.stringify(text)}`);
  return text.replaceAll(/&([^;]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(";")) throw new Error(`bare & in ${text}`);
    const character = name.startsWith("#") ? String.fromCodePoint(Number(name.slice(1))) : entities[name];
    if (character === undefined) throw new Error(`unknown entity ${whole}`);
    return character;
  });
}

export function parseXml(document: string): XmlElement[] {
  const root: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open: XmlElement[] = [root];
  const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  if (body === document) throw new Error("no XML declaration");
  for (const [, text, closing, name, rest, empty] of body.matchAll(
    /([^<]*)(?:<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w:-]*="[^"]*")*)\s*(\/?)>|$)/g,
  )) {
    open.at(-1)!.text += decode(text!);
    if (name === undefined) continue;
    if (closing === "/") {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const pairs = [...rest!.matchAll(/([A-Za-z][\w:-]*)="([^"]*)"/g)].map(([, key, value]) => [key!, decode(value!)]);
    const element = { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
    open.at(-1)!.children.push(element);
    if (empty !== "/") open.push(element);
  }
  const taken = body.replaceAll(/<\/?[A-Za-z][\w-]*(?:\s+[A-Za-z][\w:-]*="[^"]*")*\s*\/?>/g, "");
  if (taken.includes("<") || open.length !== 1) throw new Error("not well-formed");
  return root.children;
}
