/** The account menu as rows, for the phone's "More" sheet. */
import { useRouter } from "@tanstack/react-router";
import { Languages, Moon, Sun } from "lucide";
import { useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { usePreferences } from "../lib/preferences";
import { Icon, type IconNode } from "../ui/Icon";
import type { MenuAction } from "../ui/Menu";
import { useAccountGroups } from "./TopBar";

function Row({ icon, label, onPress }: { icon?: IconNode; label: string; onPress(): void }) {
  return (
    <li>
      <button type="button" className="nav-link account-row" onClick={onPress}>
        {icon && <Icon icon={icon} size={17} />}
        <span>{label}</span>
      </button>
    </li>
  );
}

/** Keyboard shortcuts are left out: a phone has no keys. */
export function AccountRows({ onGo }: { onGo(): void }) {
  const t = useT(shell);
  const router = useRouter();
  const { shownTheme, language, change } = usePreferences();
  const dark = shownTheme === "dark";
  const rows = useAccountGroups(onGo).flatMap((group) => group.items.filter((item) => item.id !== "help"));
  const go = (item: MenuAction) => {
    onGo();
    if (item.href) router.history.push(item.href);
    else item.onAction?.();
  };
  return (
    <div className="nav-group">
      <h2 className="nav-title">{t("account.menu")}</h2>
      <ul>
        <Row icon={dark ? Sun : Moon} label={t(dark ? "theme.toLight" : "theme.toDark")} onPress={() => change({ theme: dark ? "light" : "dark" })} />
        <Row icon={Languages} label={t("language.toOther")} onPress={() => change({ language: language === "zh" ? "en" : "zh" })} />
        {rows.map((item) => (
          <Row key={item.id} icon={item.icon} label={item.label} onPress={() => go(item)} />
        ))}
      </ul>
    </div>
  );
}
