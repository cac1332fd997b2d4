/** Time zones by their IANA names. */

import { nearest } from "@macro-engine/dsl";
import { meantBy } from "./problem.ts";
import { type Shape, text } from "./setting.ts";

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    // Offsets such as "+02:00" are accepted by Intl but never follow summer time.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

export const zone: Shape<string> = {
  form: { kind: "zone" },
  read(reader, node, at) {
    const name = text.read(reader, node, at);
    if (name === null || isZone(name)) return name;
    const near = nearest(name, Intl.supportedValuesOf("timeZone"));
    const hint = near === null ? "write an IANA name such as Europe/Warsaw" : `did you mean \`${near}\`?`;
    reader.report(reader.spanOf(node, at), "wrong-value", `\`${name}\` is not a time zone; ${hint}`, {
      meant: meantBy(near),
    });
    return null;
  },
};
