/** How much of what somebody has: one figure each. */
import "./leaving.css";

export function OwnedCounts({ items }: { items: readonly { id: string; label: string; count: number }[] }) {
  return (
    <dl className="owned-counts">
      {items.map(({ id, label, count }) => (
        <div key={id}>
          <dt>{label}</dt>
          <dd className="num">{count}</dd>
        </div>
      ))}
    </dl>
  );
}
