/** What a configuration names and is not there, or is too much: told where it is named. */

import type { Source } from "@macro-engine/dsl";
import type { UnreadFile } from "./create-view.ts";
import { mostFolders } from "./folders.ts";
import { readConfig } from "./read-config.ts";
import type { SetPlan } from "./set-plan.ts";
import { parentOf, resolvedFrom } from "./uris.ts";

export function unfoundFiles(
  plan: SetPlan,
  configuration: Source | null,
  pathOf: (uri: string) => string,
): readonly UnreadFile[] {
  const file = plan.configuration ?? plan.root;
  const paths = configuration === null ? [] : readConfig(configuration).paths;
  const told = (uri: string, reason: string): UnreadFile => {
    const named = paths.find(({ path }) => resolvedFrom(parentOf(file), path) === uri);
    return { path: pathOf(file), kind: "configuration", reason, ...(named && { span: named.span }) };
  };
  return [
    ...plan.missing.map((uri) => told(uri, `it names ${pathOf(uri)}, and there is no such file or folder`)),
    ...plan.tooBig.map((uri) =>
      told(
        uri,
        `it names ${pathOf(uri) || "/"}, which has more than ${mostFolders} folders; name those that the policies are in`,
      ),
    ),
  ];
}
