/** Things inside things, opened and closed: teams, categories. Selecting is for the page to act on. Its code comes when it is first shown. */
import { type ReactNode, Suspense } from "react";
import { SkeletonLines } from "../Skeleton";
import { lately } from "../lately";

export interface TreeNode {
  id: string;
  label: string;
  /** What stands in the row; the label when absent. */
  face?: ReactNode;
  children: readonly TreeNode[];
}

export interface TreeProps {
  label: string;
  items: readonly TreeNode[];
  selected: string | null;
  onSelect(id: string): void;
  expanded?: readonly string[];
  onExpandedChange?(ids: string[]): void;
  defaultExpanded?: readonly string[];
  /** Lets nodes be dragged into others, by pointer and by keyboard. `into` is null for the top. Dropping into itself or below is refused here. */
  onMove?(id: string, into: string | null): void;
}

const Control = lately(() => import("./TreeControl"), (module) => module.TreeControl);

export function Tree(props: TreeProps) {
  return (
    <Suspense fallback={<SkeletonLines lines={5} />}>
      <Control {...props} />
    </Suspense>
  );
}
