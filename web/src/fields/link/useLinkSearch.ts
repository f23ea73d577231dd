/** Finds records to link: without words the ones changed last, with words what the search finds (names, numbers, pinyin). */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { useObjects } from "../../lib/api/hooks";
import type { Field, LinkRef } from "../../lib/api/types";
import { useLabel } from "../../lib/i18n";
import type { ChoiceItem } from "../../ui/ListBox";

const MOST = 12;

export interface LinkChoice extends ChoiceItem {
  link: LinkRef;
}

export function useLinkSearch(field: Pick<Field, "objects">, q: string | null): { items: LinkChoice[]; isLoading: boolean } {
  const objects = useObjects();
  const label = useLabel();
  const names = (field.objects ?? []).filter((name) => objects.some((object) => object.name === name && object.can.view));
  const text = (q ?? "").trim();
  const first = names[0];
  const recent = useQuery({
    queryKey: ["link-recent", first],
    queryFn: ({ signal }) => calls.records(first ?? "", { sort: [{ field: "updated_at", desc: true }], limit: MOST, count: "none" }, signal),
    enabled: q !== null && text === "" && first !== undefined,
  });
  const found = useQuery({
    queryKey: keys.search(text, names),
    queryFn: ({ signal }) => calls.search(text, { objects: names, limit: MOST }, signal),
    enabled: q !== null && text !== "" && names.length > 0,
    placeholderData: keepPreviousData,
  });
  const links: (LinkRef & { note?: string })[] =
    text === ""
      ? (recent.data?.items ?? []).map(({ id, object, label: words }) => ({ id, object, label: words }))
      : (found.data?.items ?? []).map((hit) => ({ id: hit.id, object: hit.object, label: hit.label, note: hit.owner?.label ?? undefined }));
  const items = links.map((link) => {
    const kind = names.length > 1 ? label(objects.find((object) => object.name === link.object)?.label) : undefined;
    return { id: link.id, label: link.label ?? link.id, avatar: "record" as const, description: kind ?? link.note, link: { id: link.id, object: link.object, label: link.label } };
  });
  return { items, isLoading: text === "" ? recent.isFetching : found.isFetching };
}
