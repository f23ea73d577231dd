/** Keeping, changing and removing saved views. The list of views is changed at once and put right by the answer. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { View } from "../../lib/api/types";

type Views = { items: View[] };

export function useViewWrites(object: string) {
  const client = useQueryClient();
  return useMemo(() => {
    const key = keys.views(object);
    const change = (to: (views: View[]) => View[]) => client.setQueryData<Views>(key, (held) => held && { items: to(held.items) });
    return {
      create: async (view: Parameters<typeof calls.viewCreate>[0]): Promise<View> => {
        const made = await calls.viewCreate(view);
        change((views) => [...views, made]);
        return made;
      },
      patch: async (view: View, patch: Partial<Omit<View, "id" | "object" | "mine" | "version">>): Promise<View> => {
        // A view is small and goes whole: what is left out would be emptied.
        const { name, kind, filter, sort, columns, shared, version } = view;
        const changed = await calls.viewPatch(view.id, { name, kind, filter, sort, columns, shared, ...patch, version });
        change((views) => views.map((entry) => (entry.id === changed.id ? changed : entry)));
        return changed;
      },
      remove: async (view: View): Promise<void> => {
        await calls.viewDelete(view.id);
        change((views) => views.filter((entry) => entry.id !== view.id));
      },
    };
  }, [client, object]);
}
