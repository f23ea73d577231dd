/** Where the shell can lead: objects first, then tools, then administration as far as the reader may. */
import { Boxes, FolderInput, History, LockKeyhole, Network, ShieldCheck, Trash2, Users } from "lucide";
import type { Me, ObjectSummary } from "../lib/api/types";
import type { T } from "../lib/i18n";
import type { shell } from "../lib/i18n/dict/shell";
import type { IconNode } from "../ui/Icon";
import { namedIcon } from "../ui/Icon/named";

export type ShellT = T<keyof (typeof shell)["zh"]>;

export interface NavItem {
  id: string;
  label: string;
  href: string;
  icon: IconNode;
  /** Other pages of the same area. */
  alsoAt?: readonly string[];
  /** "g a" */
  keys?: string;
}

const PREFERRED_LETTERS: Record<string, string> = { account: "a", opportunity: "d", task: "t", contact: "c", lead: "l", product: "p" };

/** Each object gets a letter for `g …`: the usual one, else the first of its own name that is free. */
export function goLetters(names: readonly string[]): Map<string, string> {
  const letters = new Map<string, string>();
  const taken = new Set(Object.entries(PREFERRED_LETTERS).flatMap(([name, letter]) => (names.includes(name) ? [letter] : [])));
  for (const name of names) {
    const letter = PREFERRED_LETTERS[name] ?? [...name].find((character) => /[a-z]/.test(character) && !taken.has(character));
    if (letter === undefined) continue;
    letters.set(name, letter);
    taken.add(letter);
  }
  return letters;
}

export function objectItems(objects: readonly ObjectSummary[], label: (label: ObjectSummary["plural"]) => string): NavItem[] {
  const shown = objects.filter((object) => object.in_menu && object.can.view);
  const letters = goLetters(shown.map((object) => object.name));
  return shown.map((object) => {
    const letter = letters.get(object.name);
    return { id: object.name, label: label(object.plural), href: `/o/${object.name}`, icon: namedIcon(object.icon), keys: letter ? `g ${letter}` : undefined };
  });
}

export function toolItems(me: Me, t: ShellT): NavItem[] {
  const items: NavItem[] = [];
  if (me.can.import) items.push({ id: "import", label: t("nav.import"), href: "/import", icon: FolderInput });
  if (me.can.recycle) items.push({ id: "recycle", label: t("nav.recycle"), href: "/recycle", icon: Trash2 });
  return items;
}

export function adminItems(me: Me, t: ShellT): NavItem[] {
  const items: NavItem[] = [];
  if (me.can.users) {
    items.push({ id: "users", label: t("nav.users"), href: "/settings/users", alsoAt: ["/settings/leavers", "/settings/rights-reviews", "/settings/orphans"], icon: Users });
    items.push({ id: "teams", label: t("nav.teams"), href: "/settings/teams", icon: Network });
  }
  if (me.can.roles) items.push({ id: "roles", label: t("nav.roles"), href: "/settings/roles", icon: ShieldCheck });
  if (me.can.metadata) items.push({ id: "objects", label: t("nav.objects"), href: "/settings/objects", icon: Boxes });
  if (me.can.security) items.push({ id: "security", label: t("nav.security"), href: "/security/sign-in", alsoAt: ["/security/sso", "/security/risk", "/security/apps"], icon: LockKeyhole });
  if (me.can.audit) items.push({ id: "audit", label: t("nav.audit"), href: "/settings/audit", icon: History });
  return items;
}
