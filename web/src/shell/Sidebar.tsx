/** The navigation at the left, and the tab bar that takes its place on a phone. */
import { useRouter, useRouterState } from "@tanstack/react-router";
import { Ellipsis, PanelLeftClose, PanelLeftOpen } from "lucide";
import { type ReactNode, useState } from "react";
import { useMe } from "../lib/api/hooks";
import { useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { capsOf } from "../lib/keys";
import { cx } from "../ui/classes";
import { Drawer } from "../ui/Drawer";
import { Icon } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { KeyHint } from "../ui/KeyHint";
import { Link } from "../ui/Link";
import { BrandMark } from "./Brand";
import type { NavItem } from "./navigation";
import "./Sidebar.css";

export interface NavGroups {
  objects: readonly NavItem[];
  tools: readonly NavItem[];
  admin: readonly NavItem[];
}

/** A link to a part of the app, marked while the reader is anywhere inside it. Its page is fetched when the pointer comes near. */
function NavAnchor({ item, className, onGo, title, children }: { item: NavItem; className: string; onGo?: () => void; title?: string; children: ReactNode }) {
  const router = useRouter();
  const isHere = useRouterState({ select: ({ location }) => location.pathname === item.href || location.pathname.startsWith(`${item.href}/`) || item.alsoAt?.includes(location.pathname) === true });
  return (
    <Link
      isPlain
      href={item.href}
      title={title}
      className={cx(className, isHere && "is-active")}
      aria-current={isHere ? "page" : undefined}
      onClick={onGo}
      onPointerEnter={() => void router.preloadRoute({ to: item.href }).catch(() => undefined)}
    >
      {children}
    </Link>
  );
}

function NavLink({ item, isCollapsed, onGo }: { item: NavItem; isCollapsed?: boolean; onGo?: () => void }) {
  return (
    <NavAnchor item={item} className="nav-link" title={isCollapsed ? item.label : undefined} onGo={onGo}>
      <Icon icon={item.icon} size={17} />
      <span className={isCollapsed ? "sr-only" : "ellipsis"}>{item.label}</span>
      {!isCollapsed && item.keys && <KeyHint caps={capsOf(item.keys)} />}
    </NavAnchor>
  );
}

function NavGroup({ label, items, isCollapsed, onGo }: { label?: string; items: readonly NavItem[]; isCollapsed?: boolean; onGo?: () => void }) {
  if (items.length === 0) return null;
  return (
    <div className="nav-group">
      {label && <h2 className={isCollapsed ? "sr-only" : "nav-title"}>{label}</h2>}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <NavLink item={item} isCollapsed={isCollapsed} onGo={onGo} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Sidebar({ groups, isCollapsed, onToggle }: { groups: NavGroups; isCollapsed: boolean; onToggle(): void }) {
  const t = useT(shell);
  const me = useMe();
  return (
    <nav className={cx("sidebar", isCollapsed && "is-collapsed")} aria-label={t("nav")}>
      <div className="sidebar-brand">
        <BrandMark />
        {!isCollapsed && <span className="ellipsis sidebar-company">{me.company.name}</span>}
      </div>
      <div className="sidebar-scroll">
        <NavGroup items={groups.objects} isCollapsed={isCollapsed} />
        <NavGroup items={groups.tools} isCollapsed={isCollapsed} />
        <NavGroup label={t("nav.admin")} items={groups.admin} isCollapsed={isCollapsed} />
      </div>
      <div className="sidebar-foot">
        <IconButton icon={isCollapsed ? PanelLeftOpen : PanelLeftClose} label={t(isCollapsed ? "nav.expand" : "nav.collapse")} caps={capsOf("[")} onPress={onToggle} />
      </div>
    </nav>
  );
}

const TABS = 4;

export function TabBar({ groups, children }: { groups: NavGroups; children(close: () => void): ReactNode }) {
  const t = useT(shell);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <nav className="tabbar" aria-label={t("nav")}>
        {groups.objects.slice(0, TABS).map((item) => (
          <NavAnchor key={item.id} item={item} className="tab-link">
            <Icon icon={item.icon} size={20} />
            <span className="ellipsis">{item.label}</span>
          </NavAnchor>
        ))}
        <button type="button" className="tab-link" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
          <Icon icon={Ellipsis} size={20} />
          <span>{t("nav.more")}</span>
        </button>
      </nav>
      <Drawer isOpen={open} onOpenChange={setOpen} title={t("nav.more")}>
        <div className="tab-more">
          <NavGroup items={[...groups.objects.slice(TABS), ...groups.tools]} onGo={close} />
          <NavGroup label={t("nav.admin")} items={groups.admin} onGo={close} />
          {children(close)}
        </div>
      </Drawer>
    </>
  );
}
