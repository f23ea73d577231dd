/** The records of a group by their names, asked for in one call when they are looked at. A name the reader may not see stays a number. */
import { useQuery } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { safetyKeys } from "../../lib/api/safety";
import { useT } from "../../lib/i18n";
import { touchedWords } from "../../lib/i18n/dict/touched";
import { Link } from "../../ui/Link";
import { SkeletonLines } from "../../ui/Skeleton";

export function Records({ object, ids, count }: { object: string; ids: readonly string[]; count: number }) {
  const t = useT(touchedWords);
  const found = useQuery({
    queryKey: safetyKeys.named(object, ids),
    queryFn: ({ signal }) => calls.records(object, { filter: { field: "id", op: "in", value: ids.slice(0, MOST) }, limit: MOST, count: "none", fields: ["id"] }, signal),
    enabled: ids.length > 0,
    staleTime: 60_000,
    // Whoever may not read them sees that they were touched all the same.
    retry: false,
  });
  if (ids.length > 0 && found.isPending) return <SkeletonLines lines={2} />;
  const named = found.data?.items ?? [];
  const hidden = ids.length - named.length;
  const more = count - ids.length;
  return (
    <div className="stack is-tight">
      {named.length > 0 && (
        <ul className="touched-records">
          {named.map((record) => (
            <li key={record.id}>
              <Link href={`/o/${encodeURIComponent(object)}/${encodeURIComponent(record.id)}`}>{record.label || t("records.unnamed", { id: record.id.slice(-6) })}</Link>
            </li>
          ))}
        </ul>
      )}
      {hidden > 0 && <p className="meta">{t("records.hidden", { n: hidden })}</p>}
      {more > 0 && <p className="meta">{t("records.more", { n: more })}</p>}
    </div>
  );
}

/** The most records of one call. */
const MOST = 200;
