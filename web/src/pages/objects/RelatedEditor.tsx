/** Which lists of other objects' records stand below a record. */
import { useQueries } from "@tanstack/react-query";
import { X } from "lucide";
import { objectQuery, useObjects } from "../../lib/api/hooks";
import type { ObjectMeta, RelatedList } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { IconButton } from "../../ui/IconButton";
import { NativeSelect } from "../../ui/NativeSelect";
import { moved, SortList } from "../../ui/SortList";

const idOf = ({ object, field }: Pick<RelatedList, "object" | "field">): string => `${object}.${field}`;

/** Every link of every object that points here. */
function useLinksTo(name: string): RelatedList[] {
  const objects = useObjects();
  const metas = useQueries({ queries: objects.map((object) => objectQuery(object.name)) });
  return metas.flatMap(({ data }) =>
    data ? data.fields.filter((field) => !field.retired && field.type === "link" && field.objects?.includes(name)).map((field) => ({ object: data.name, field: field.name, label: data.plural })) : [],
  );
}

export function RelatedEditor({ object, related, onChange }: { object: ObjectMeta; related: readonly RelatedList[]; onChange(related: RelatedList[]): void }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const links = useLinksTo(object.name);
  const more = links.filter((link) => !related.some((entry) => idOf(entry) === idOf(link)));
  const add = (id: string) => {
    const link = more.find((entry) => idOf(entry) === id);
    if (link) onChange([...related, link]);
  };
  return (
    <>
      <SortList<RelatedList> label={t("layout.related")} items={related} itemId={idOf} itemLabel={(entry) => label(entry.label)} onMove={(from, to) => onChange([...moved(related, from, to)])}>
        {(entry) => (
          <div className="schema-place">
            <span className="ellipsis">
              {label(entry.label)} <span className="meta mono">{idOf(entry)}</span>
            </span>
            <IconButton size="small" icon={X} label={t("remove")} aria-label={`${t("remove")}: ${label(entry.label)}`} onPress={() => onChange(related.filter((other) => idOf(other) !== idOf(entry)))} />
          </div>
        )}
      </SortList>
      {links.length === 0 && <p className="meta">{t("layout.related.none")}</p>}
      {more.length > 0 && (
        <div className="schema-add">
          <NativeSelect label={t("layout.related.add")} items={[{ id: "", label: `+ ${t("layout.related.add")}` }, ...more.map((link) => ({ id: idOf(link), label: `${label(link.label)} (${idOf(link)})` }))]} value="" onChange={add} isWide />
        </div>
      )}
    </>
  );
}
