/** Ctrl/⌘-K: go anywhere, create anything, find any record, change language and look. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Keyboard, Languages, LogOut, Monitor, Moon, Plus, Sun } from "lucide";
import { useEffect, useState } from "react";
import * as calls from "../lib/api/calls";
import { useObjects } from "../lib/api/hooks";
import { keys } from "../lib/api/keys";
import { labelIn, useLabel, useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { capsOf } from "../lib/keys";
import { snippetWords } from "../lib/richtext";
import { usePreferences } from "../lib/preferences";
import { KeyHint } from "../ui/KeyHint";
import { Palette, type PaletteGroup, type PaletteItem } from "../ui/Palette";
import type { NavGroups } from "./Sidebar";
import { useSignOut } from "./useSignOut";

export interface CommandPaletteProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  groups: NavGroups;
  onHelp(): void;
}

/** A command also answers to its words in the other language. */
interface Command extends PaletteItem {
  also?: string;
}

const SEARCH_PAUSE_MS = 120;
const MOST_RECORDS = 8;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function matches(command: Command, query: string): boolean {
  const text = `${command.label} ${command.also ?? ""}`.toLowerCase();
  return query.toLowerCase().split(/\s+/).every((part) => text.includes(part));
}

export function CommandPalette({ isOpen, onOpenChange, groups, onHelp }: CommandPaletteProps) {
  const t = useT(shell);
  const [query, setQuery] = useState("");
  const commands = useCommands(groups, onHelp);
  const trimmed = query.trim();
  const settled = useSettled(trimmed);
  const found = useQuery({
    queryKey: keys.search(settled),
    queryFn: ({ signal }) => calls.search(settled, { limit: MOST_RECORDS }, signal),
    enabled: isOpen && settled !== "",
    placeholderData: keepPreviousData,
  });
  const records = useRecordItems(trimmed === "" ? [] : (found.data?.items ?? []));
  const shown: PaletteGroup[] = commands.map((group) => ({ ...group, items: trimmed === "" ? group.items : group.items.filter((item) => matches(item, trimmed)) }));
  const recordGroup: PaletteGroup = { id: "records", label: t("palette.records"), items: records };
  return (
    <Palette
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) setQuery("");
        onOpenChange(open);
      }}
      label={t("palette")}
      placeholder={t("palette.placeholder")}
      query={query}
      onQuery={setQuery}
      groups={trimmed === "" ? shown : [recordGroup, ...shown]}
      isLoading={found.isFetching || settled !== trimmed}
      empty={t("palette.empty")}
      footer={
        <>
          <span>
            <KeyHint caps={["↑", "↓"]} /> {t("palette.move")}
          </span>
          <span>
            <KeyHint caps={["↵"]} /> {t("palette.open")}
          </span>
        </>
      }
    />
  );
}

/** Words of the shell in both languages, for what is typed in the other one. */
const bothWays = (...words: (keyof (typeof shell)["zh"])[]): string => words.flatMap((key) => [shell.zh[key], shell.en[key], key]).join(" ");

function useRecordItems(hits: readonly { object: string; id: string; label: string; snippet: string | null; owner: { label: string | null } | null }[]): PaletteItem[] {
  const router = useRouter();
  const objects = useObjects();
  const label = useLabel();
  return hits.map((hit) => {
    const object = objects.find((entry) => entry.name === hit.object);
    const snippet = hit.snippet && snippetWords(hit.snippet);
    const note = [label(object?.label), snippet === hit.label ? null : snippet, hit.owner?.label].filter(Boolean).join(" · ");
    return { id: `record:${hit.object}:${hit.id}`, label: hit.label, note, avatar: "record", onAction: () => router.history.push(`/o/${hit.object}/${hit.id}`) };
  });
}

function useCommands(groups: NavGroups, onHelp: () => void): { id: string; label: string; items: Command[] }[] {
  const t = useT(shell);
  const label = useLabel();
  const router = useRouter();
  const objects = useObjects();
  const { language, theme, change } = usePreferences();
  const signOut = useSignOut();
  const other = language === "zh" ? "en" : "zh";
  const go: Command[] = [...groups.objects, ...groups.tools, ...groups.admin].map((item) => {
    const object = objects.find((entry) => entry.name === item.id);
    return { id: `go:${item.id}`, label: item.label, also: `${object ? labelIn(other, object.plural) : ""} ${item.id}`, icon: item.icon, caps: item.keys ? capsOf(item.keys) : undefined, onAction: () => router.history.push(item.href) };
  });
  const create: Command[] = objects
    .filter((object) => object.can.create && object.can.view)
    .map((object) => ({ id: `new:${object.name}`, label: t("palette.new", { name: label(object.label) }), also: `new ${labelIn(other, object.label)} 新建`, icon: Plus, onAction: () => router.history.push(`/o/${object.name}?new=1`) }));
  const settings: Command[] = [
    { id: "language", label: t("language.toOther"), also: "language 语言 中文 english", icon: Languages, onAction: () => change({ language: other }) },
    ...(["light", "dark", "system"] as const)
      .filter((choice) => choice !== theme)
      .map((choice): Command => ({ id: `theme:${choice}`, label: `${t("theme")}: ${t(`theme.${choice}`)}`, also: bothWays("theme", `theme.${choice}`), icon: { light: Sun, dark: Moon, system: Monitor }[choice], onAction: () => change({ theme: choice }) })),
    { id: "help", label: t("account.help"), also: bothWays("account.help"), icon: Keyboard, caps: capsOf("?"), onAction: onHelp },
    { id: "signOut", label: t("account.signOut"), also: bothWays("account.signOut"), icon: LogOut, onAction: signOut },
  ];
  return [
    { id: "go", label: t("palette.go"), items: go },
    { id: "create", label: t("palette.create"), items: create },
    { id: "settings", label: t("palette.settings"), items: settings },
  ];
}
