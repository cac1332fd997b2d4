/** The view of macros: what runs under the engines, and its rules. */

import {
  type Disposable,
  type Event,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from "vscode";
import { createKeptNodes } from "./kept-nodes.ts";
import type { MacroNode } from "./macro-nodes.ts";

/** As the manifest names it. */
const viewId = "macropolicy.macros";

export interface MacroTree extends Disposable {
  readonly visible: boolean;
  readonly onDidChangeVisibility: Event<unknown>;
  show(nodes: readonly MacroNode[]): void;
}

export function createMacroTree(): MacroTree {
  const changed = new EventEmitter<MacroNode[] | undefined>();
  const nodes = createKeptNodes();
  const provider: TreeDataProvider<MacroNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node === undefined ? nodes.roots : node.children)],
    getTreeItem: itemOf,
  };
  const view: TreeView<MacroNode> = window.createTreeView(viewId, { treeDataProvider: provider });
  return {
    get visible() {
      return view.visible;
    },
    onDidChangeVisibility: view.onDidChangeVisibility,
    show(next) {
      const redrawn = nodes.update(next);
      if (redrawn === "all") {
        const tooltip = `${next.length} running under the engine`;
        view.badge = next.length === 0 ? undefined : { value: next.length, tooltip };
        changed.fire(undefined);
      } else if (redrawn.length > 0) changed.fire([...redrawn]);
    },
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}

function itemOf({ id, label, description, icon, color, context, tooltip, children }: MacroNode): TreeItem {
  const state = children.length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(label, state);
  item.id = id;
  item.description = description;
  item.iconPath = new ThemeIcon(icon, color === null ? undefined : new ThemeColor(color));
  item.contextValue = context;
  item.tooltip = tooltip;
  return item;
}
