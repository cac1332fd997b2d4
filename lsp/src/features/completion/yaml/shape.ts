/** What a YAML file may hold, as completion sees it: keys of maps, and values. */

import type { Item } from "../item.ts";

export type YamlShape =
  | {
      readonly kind: "map";
      readonly keys: (siblings: ReadonlyMap<string, string>) => readonly YamlKey[];
      readonly of: (key: string, siblings: ReadonlyMap<string, string>) => YamlShape | null;
    }
  | { readonly kind: "list"; readonly of: YamlShape }
  | { readonly kind: "value"; readonly items: () => readonly Item[] };

export interface YamlKey {
  readonly item: Item;
  /** Whether its value stands on the lines below. */
  readonly isBlock: boolean;
}
