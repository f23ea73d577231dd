/** What a page keeps in its address: plain texts by name. Absent is "". Setting "" or null takes a name out. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type UrlPatch = Record<string, string | null>;
type Search = Record<string, unknown>;

export function useUrlState(): { get(name: string): string; set(patch: UrlPatch, options?: { push?: boolean }): void } {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const get = useCallback(
    (name: string) => {
      const value = search[name];
      return typeof value === "string" || typeof value === "number" ? String(value) : "";
    },
    [search],
  );
  const set = useCallback(
    (patch: UrlPatch, { push = false } = {}) => {
      const next = (old: Search): Search => Object.fromEntries(Object.entries({ ...old, ...patch }).filter(([, value]) => value !== null && value !== ""));
      void navigate({ to: ".", search: next as never, replace: !push });
    },
    [navigate],
  );
  return { get, set };
}
