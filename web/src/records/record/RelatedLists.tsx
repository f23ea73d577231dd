/** Records that point at this one, a few of each kind, and the way to all of them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide";
import { Suspense, useState } from "react";
import { FieldValue } from "../../fields/FieldValue";
import { isEmpty } from "../../fields/values";
import { objectQuery, useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { Field, KedunRecord, ObjectMeta, RelatedList } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/IconButton";
import { Link } from "../../ui/Link";
import { fieldsNeeded, useFewRecords } from "../data/lists";
import { lately } from "../../ui/lately";

const RecordDrawer = lately(() => import("../form/RecordDrawer"), (module) => module.RecordDrawer);
const FEW = 5;

export function RelatedLists({ meta, record }: { meta: ObjectMeta; record: KedunRecord }) {
  const objects = useObjects();
  const shown = meta.layout.related.filter((related) => objects.some((object) => object.name === related.object && object.can.view));
  return (
    <>
      {shown.map((related) => (
        <Related key={`${related.object}.${related.field}`} related={related} record={record} />
      ))}
    </>
  );
}

function Related({ related, record }: { related: RelatedList; record: KedunRecord }) {
  const meta = useQuery(objectQuery(related.object)).data;
  return meta?.fields.some((field) => field.name === related.field) ? <RelatedCard meta={meta} related={related} record={record} /> : null;
}

function RelatedCard({ meta, related, record }: { meta: ObjectMeta; related: RelatedList; record: KedunRecord }) {
  const t = useT(recordWords);
  const label = useLabel();
  const client = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const filter = { field: related.field, op: "eq" as const, value: record.id };
  const found = useFewRecords(meta.name, { filter, sort: [{ field: "updated_at", desc: true }], limit: FEW, count: "capped", fields: fieldsNeeded(meta, []) });
  const close = (added: KedunRecord | null) => {
    setAdding(false);
    // What was added may stand in this record's timeline, and the server may have changed the record itself, such as its last activity.
    if (added) void client.invalidateQueries({ queryKey: keys.record(record.object, record.id) });
  };
  const rows = found.data?.items ?? [];
  const count = found.data?.count;
  const facts = meta.layout.list
    .map((name) => meta.fields.find((field) => field.name === name))
    .filter((field): field is Field => field !== undefined && field.name !== meta.title_field && field.name !== related.field)
    .slice(0, 3);
  const all = `/o/${meta.name}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
  return (
    <section className="rec-section">
      <header className="related-head">
        <h2 className="rec-head">
          {label(related.label)}
          {count && (
            <span className="num meta">
              {count.value}
              {count.capped ? "+" : ""}
            </span>
          )}
        </h2>
        {meta.can.create && <IconButton size="small" icon={Plus} label={t("new.record", { name: label(meta.label) })} onPress={() => setAdding(true)} />}
      </header>
      {rows.length === 0 ? (
        <p className="meta">{found.isPending ? t("loading") : t("related.none", { name: label(related.label) })}</p>
      ) : (
        <ul className="related">
          {rows.map((row) => (
            <li key={row.id} className="related-row">
              <Avatar name={row.label} kind="record" />
              <Link href={`/o/${meta.name}/${row.id}`} isQuiet className="ellipsis">
                {row.label}
              </Link>
              <span className="related-facts">
                {facts
                  .filter((field) => !isEmpty(row.values[field.name]))
                  .map((field) => (
                    <span key={field.name} title={label(field.label)}>
                      <FieldValue field={field} value={row.values[field.name]} isMasked={row.masked.includes(field.name)} />
                    </span>
                  ))}
              </span>
            </li>
          ))}
        </ul>
      )}
      {found.data?.next && (
        <Link href={all} className="related-all">
          {t("related.all")}
        </Link>
      )}
      <Suspense>
        {isAdding && (
          <RecordDrawer meta={meta} initial={{ [related.field]: { id: record.id, object: record.object, label: record.label } }} context={`${related.field}.${record.id}`} onClose={close} />
        )}
      </Suspense>
    </section>
  );
}
