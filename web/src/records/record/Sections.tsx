/** A record's fields by the sections of the object's layout. */
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel } from "../../lib/i18n";
import { InlineField } from "./InlineField";

export function Sections({ meta, record, isNarrow }: { meta: ObjectMeta; record: KedunRecord; isNarrow?: boolean }) {
  const label = useLabel();
  const shown = meta.layout.sections
    .map((section) => ({
      ...section,
      // A field hidden from the reader is absent from the record as well as from the metadata.
      fields: section.fields.map((name) => meta.fields.find((field) => field.name === name)).filter((field): field is Field => field !== undefined && !field.retired),
    }))
    .filter((section) => section.fields.length > 0);
  return (
    <>
      {shown.map((section, index) => (
        <section key={index} className="rec-section">
          <h2 className="rec-head">{label(section.label)}</h2>
          <dl className={section.columns === 2 && !isNarrow ? "rec-fields is-two" : "rec-fields"}>
            {section.fields.map((field) => (
              <InlineField key={`${record.id}:${field.name}`} meta={meta} field={field} record={record} />
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
