/** Nodes of a tree that stay the same objects while what they show changes: a view forgets those that it draws anew. */

import type { MacroNode } from "./macro-nodes.ts";

/** What has to be drawn again: everything, or some nodes with what is below them. */
export type Redrawn = "all" | readonly MacroNode[];

export interface KeptNodes {
  readonly roots: readonly MacroNode[];
  /** Takes over what the nodes are now, known again by their ids. */
  update(next: readonly MacroNode[]): Redrawn;
}

export function createKeptNodes(): KeptNodes {
  let kept = new Map<string, MacroNode>();
  let roots: readonly MacroNode[] = [];
  return {
    get roots() {
      return roots;
    },
    update(next) {
      const before = kept;
      const redrawn: MacroNode[] = [];
      kept = new Map();
      const keep = (node: MacroNode): MacroNode => {
        const known = before.get(node.id);
        const children = node.children.map(keep);
        const isSame = known !== undefined && own(known) === own(node) && isSameList(known.children, children);
        const stays = Object.assign(known ?? {}, { ...node, children });
        kept.set(node.id, stays);
        if (known !== undefined && !isSame) redrawn.push(stays);
        return stays;
      };
      const earlier = roots;
      roots = next.map(keep);
      return isSameList(earlier, roots) ? redrawn : "all";
    },
  };
}

function own({ children: _, ...shown }: MacroNode): string {
  return JSON.stringify(shown);
}

function isSameList(a: readonly MacroNode[], b: readonly MacroNode[]): boolean {
  return a.length === b.length && a.every((node, at) => node === b[at]);
}
