/** Grey shapes where content will be, after 200 ms. `Skeleton` is one bar, `SkeletonLines` a paragraph. */
import { useDelayed } from "../hooks/useDelayed";
import "./Skeleton.css";

export function Skeleton({ width = "100%", height = 12, radius = 5 }: { width?: number | string; height?: number; radius?: number }) {
  const shown = useDelayed(true);
  return <span className="k-skeleton" style={{ width, height, borderRadius: radius, visibility: shown ? "visible" : "hidden" }} aria-hidden="true" />;
}

const WIDTHS = ["72%", "94%", "58%", "83%", "66%"];

export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  return (
    <span className="k-skeleton-lines">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} width={WIDTHS[index % WIDTHS.length]} />
      ))}
    </span>
  );
}
