/** The working part of Tree, over React Aria. */
import { ChevronRight, GripVertical } from "lucide";
import { Button } from "react-aria-components/Button";
import { Collection } from "react-aria-components/Collection";
import { Tree as AriaTree, TreeItem, TreeItemContent } from "react-aria-components/Tree";
import { useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { AriaProvider } from "../aria/AriaProvider";
import { Icon } from "../Icon";
import { useUiWords } from "../words";
import type { TreeNode, TreeProps } from ".";
import "./Tree.css";

/** The parent of a node, null at the top, undefined when there is no such node. */
function parentOf(nodes: readonly TreeNode[], id: string, parent: string | null = null): string | null | undefined {
  for (const node of nodes) {
    if (node.id === id) return parent;
    const found = parentOf(node.children, id, node.id);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function TreeControl(props: TreeProps) {
  return (
    <AriaProvider>
      <TreeInside {...props} />
    </AriaProvider>
  );
}

function TreeInside({ label, items, selected, onSelect, expanded, onExpandedChange, defaultExpanded, onMove }: TreeProps) {
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ "text/plain": String(key) })),
    onMove: ({ keys, target }) => {
      const [key] = keys;
      // Between two nodes means beside them: into the one that holds them.
      const into = target.dropPosition === "on" ? String(target.key) : parentOf(items, String(target.key));
      if (key === undefined || into === undefined || into === key || into === parentOf(items, String(key))) return;
      onMove?.(String(key), into);
    },
  });
  return (
    <AriaTree
      dragAndDropHooks={onMove ? dragAndDropHooks : undefined}
      aria-label={label}
      className="k-tree"
      items={items}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={selected === null ? [] : [selected]}
      onSelectionChange={(keys) => {
        const [key] = keys === "all" ? [] : keys;
        if (key !== undefined) onSelect(String(key));
      }}
      expandedKeys={expanded}
      defaultExpandedKeys={defaultExpanded}
      onExpandedChange={(keys) => onExpandedChange?.([...keys].map(String))}
    >
      {renderNode}
    </AriaTree>
  );
}

function renderNode(node: TreeNode) {
  return (
    <TreeItem id={node.id} textValue={node.label} className="k-tree-item">
      <TreeItemContent>
        {({ level, hasChildItems, allowsDragging }) => <TreeRow node={node} level={level} hasChildren={hasChildItems} canDrag={allowsDragging} />}
      </TreeItemContent>
      <Collection items={node.children}>{renderNode}</Collection>
    </TreeItem>
  );
}

function TreeRow({ node, level, hasChildren, canDrag }: { node: TreeNode; level: number; hasChildren: boolean; canDrag: boolean | undefined }) {
  const word = useUiWords();
  return (
    <span className="k-tree-row" style={{ paddingInlineStart: (level - 1) * 20 }}>
      {hasChildren ? (
        <Button slot="chevron" className="k-tree-chevron" aria-label={word("open")}>
          <Icon icon={ChevronRight} size={14} />
        </Button>
      ) : (
        <span className="k-tree-chevron" />
      )}
      {node.face ?? <span className="ellipsis">{node.label}</span>}
      {canDrag && (
        <Button slot="drag" className="k-tree-drag" aria-label={`${word("move")}: ${node.label}`}>
          <Icon icon={GripVertical} size={14} />
        </Button>
      )}
    </span>
  );
}
