/** The names of what somebody can own, for counts. */
import { useMemo } from "react";
import { useObjects } from "../../lib/api/hooks";
import type { Counts } from "../../lib/api/types";
import { useLabel } from "../../lib/i18n";

/** As the server calls shared views among what is owned. */
export const VIEWS = "view";

/** An object the reader may not see is called by its key. */
export function useObjectNames(views: string): (object: string) => string {
  const label = useLabel();
  const objects = useObjects();
  return useMemo(() => {
    const names = new Map(objects.map((object) => [object.name, label(object.plural)]));
    return (object: string) => (object === VIEWS ? views : (names.get(object) ?? object));
  }, [objects, label, views]);
}

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
