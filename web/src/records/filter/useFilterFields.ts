/** Every field a condition may name: the object's own, and those of what it links to, one hop away. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { objectQuery, useObjects } from "../../lib/api/hooks";
import type { Field, ObjectMeta } from "../../lib/api/types";
import { useLabel } from "../../lib/i18n";
import { iconOf } from "../../fields/registry";
import type { IconNode } from "../../ui/Icon";

export interface FilterField {
  path: string;
  field: Field;
  label: string;
  icon: IconNode;
  /** The object of the field itself. */
  object: string;
}

const canFilter = (field: Field): boolean => field.filterable && !field.retired && field.access !== "masked" && field.operators.length > 0;

export function useFilterFields(meta: ObjectMeta): FilterField[] {
  const label = useLabel();
  const objects = useObjects();
  const links = useMemo(
    () => meta.fields.filter((field) => field.type === "link" && canFilter(field) && field.objects?.length === 1 && objects.some((object) => object.name === field.objects?.[0])),
    [meta, objects],
  );
  const targets = useQueries({ queries: links.map((field) => objectQuery(field.objects?.[0] ?? "")), combine: (results) => results.map((result) => result.data) });
  return useMemo(() => {
    const entry = (field: Field, path: string, words: string, object: string): FilterField => ({ path, field, label: words, icon: iconOf(field), object });
    const own = meta.fields.filter(canFilter).map((field) => entry(field, field.name, label(field.label), meta.name));
    const hops = links.flatMap((link, index) => {
      const target = targets[index];
      if (!target) return [];
      return target.fields
        .filter((field) => canFilter(field) && field.type !== "link")
        .map((field) => entry(field, `${link.name}.${field.name}`, `${label(link.label)} › ${label(field.label)}`, target.name));
    });
    return [...own, ...hops];
  }, [meta, links, targets, label]);
}
