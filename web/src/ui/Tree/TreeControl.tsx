/** The working part of Tree, over React Aria. */
import { ChevronRight } from "lucide";
import { Button } from "react-aria-components/Button";
import { Collection } from "react-aria-components/Collection";
import { Tree as AriaTree, TreeItem, TreeItemContent } from "react-aria-components/Tree";
import { AriaProvider } from "../aria/AriaProvider";
import { Icon } from "../Icon";
import { useUiWords } from "../words";
import type { TreeNode, TreeProps } from ".";
import "./Tree.css";

export function TreeControl({ label, items, selected, onSelect, expanded, onExpandedChange, defaultExpanded }: TreeProps) {
  return (
    <AriaProvider>
    <AriaTree
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
    </AriaProvider>
  );
}

function renderNode(node: TreeNode) {
  return (
    <TreeItem id={node.id} textValue={node.label} className="k-tree-item">
      <TreeItemContent>
        {({ level, hasChildItems }) => <TreeRow node={node} level={level} hasChildren={hasChildItems} />}
      </TreeItemContent>
      <Collection items={node.children}>{renderNode}</Collection>
    </TreeItem>
  );
}

function TreeRow({ node, level, hasChildren }: { node: TreeNode; level: number; hasChildren: boolean }) {
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
    </span>
  );
}
