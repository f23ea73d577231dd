/** The bar above the page: the page's title and actions, search, theme, language, account. */
import { CircleUserRound, Keyboard, Languages, LockKeyhole, LogOut, MonitorSmartphone, Moon, Search, Sun } from "lucide";
import { Button as AccountButton } from "../ui/Button";
import { useMe } from "../lib/api/hooks";
import { useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { capsOf } from "../lib/keys";
import { usePreferences } from "../lib/preferences";
import { Avatar } from "../ui/Avatar";
import { usePhone } from "../ui/hooks/useMediaQuery";
import { Icon } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { KeyHint } from "../ui/KeyHint";
import { Menu, type MenuGroup } from "../ui/Menu";
import { useSignOut } from "./useSignOut";
import "./TopBar.css";

export interface TopBarProps {
  onTitleSlot(element: HTMLElement | null): void;
  onActionsSlot(element: HTMLElement | null): void;
  onSearch(): void;
  onHelp(): void;
}

export function TopBar({ onTitleSlot, onActionsSlot, onSearch, onHelp }: TopBarProps) {
  const t = useT(shell);
  const phone = usePhone();
  return (
    <header className="topbar">
      <div className="topbar-title" ref={onTitleSlot} />
      {phone ? (
        <IconButton icon={Search} label={t("search")} onPress={onSearch} />
      ) : (
        <>
          <button type="button" className="topbar-search" onClick={onSearch}>
            <Icon icon={Search} size={15} />
            <span>{t("search.button")}</span>
            <KeyHint caps={capsOf("mod+k")} />
          </button>
          <ThemeButton />
          <LanguageButton />
        </>
      )}
      <div className="topbar-actions" ref={onActionsSlot} />
      {!phone && <AccountMenu onHelp={onHelp} />}
    </header>
  );
}

export function ThemeButton() {
  const t = useT(shell);
  const { shownTheme, change } = usePreferences();
  const dark = shownTheme === "dark";
  return <IconButton icon={dark ? Sun : Moon} label={t(dark ? "theme.toLight" : "theme.toDark")} onPress={() => change({ theme: dark ? "light" : "dark" })} />;
}

export function LanguageButton() {
  const t = useT(shell);
  const { language, change } = usePreferences();
  return <IconButton icon={Languages} label={t("language.toOther")} onPress={() => change({ language: language === "zh" ? "en" : "zh" })} />;
}

export function useAccountGroups(onHelp: () => void): MenuGroup[] {
  const t = useT(shell);
  const me = useMe();
  const signOut = useSignOut();
  return [
    {
      id: "me",
      label: me.user.email,
      items: [
        { id: "profile", label: t("account.profile"), icon: CircleUserRound, href: "/me/profile" },
        { id: "security", label: t("account.security"), icon: LockKeyhole, href: "/security" },
        { id: "sessions", label: t("account.sessions"), icon: MonitorSmartphone, href: "/me/sessions" },
        { id: "help", label: t("account.help"), icon: Keyboard, caps: capsOf("?"), onAction: onHelp },
      ],
    },
    { id: "out", items: [{ id: "signOut", label: t("account.signOut"), icon: LogOut, onAction: signOut }] },
  ];
}

function AccountMenu({ onHelp }: { onHelp(): void }) {
  const t = useT(shell);
  const me = useMe();
  const groups = useAccountGroups(onHelp);
  return (
    <Menu
      label={t("account.menu")}
      placement="bottom end"
      groups={groups}
      trigger={
        <AccountButton variant="quiet" size="small" aria-label={`${t("account.menu")}: ${me.user.name}`}>
          <Avatar name={me.user.name} size={24} />
        </AccountButton>
      }
    />
  );
}
