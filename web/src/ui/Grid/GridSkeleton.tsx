/** The real row's shape while the first rows are on their way. */
import { Skeleton } from "../Skeleton";

const WIDTHS = ["70%", "46%", "58%", "64%", "40%"];

export function GridSkeleton({ template, columns, selectable }: { template: string; columns: number; selectable: boolean }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 14 }, (_, row) => (
        <div key={row} className="k-grid-row is-static" style={{ gridTemplateColumns: template }}>
          {selectable && (
            <div className="k-grid-cell is-check">
              <Skeleton width={16} height={16} radius={4} />
            </div>
          )}
          {Array.from({ length: columns }, (_column, column) => (
            <div key={column} className="k-grid-cell">
              <Skeleton width={WIDTHS[(row + column) % WIDTHS.length]} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
