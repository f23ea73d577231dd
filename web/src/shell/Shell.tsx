/** The frame around every page of a signed-in person. Loaded only for them: sign-in does not pay for it. */
import { Outlet, useRouter } from "@tanstack/react-router";
import { Suspense, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useMe, useObjects } from "../lib/api/hooks";
import { useLabel, useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { useKeyListener, useShortcuts } from "../lib/keys";
import { PageSlotsContext } from "../lib/page";
import { usePreferences } from "../lib/preferences";
import { usePhone } from "../ui/hooks/useMediaQuery";
import { preloadOverlays } from "../ui/preload";
import { ToastRegion } from "../ui/Toast";
import { AccountRows } from "./AccountRows";
import { adminItems, objectItems, toolItems } from "./navigation";
import { type NavGroups, Sidebar, TabBar } from "./Sidebar";
import { TopBar } from "./TopBar";
import "./Shell.css";
import { lately, whenIdle } from "../ui/lately";

const CommandPalette = lately(() => import("./CommandPalette"), (module) => module.CommandPalette);
const Reminders = lately(() => import("./Reminders"), (module) => module.Reminders);
const ShortcutHelp = lately(() => import("./ShortcutHelp"), (module) => module.ShortcutHelp);

/** What opens on a press is fetched once the page stands. */
function usePreloads(): void {
  useEffect(() => {
    whenIdle(CommandPalette);
    preloadOverlays();
  }, []);
}

const COLLAPSED_KEY = "kedun.sidebar";

function useCollapsed(): [boolean, () => void] {
  const [collapsed, setCollapsed] = useState(() => {
    try {
      return localStorage.getItem(COLLAPSED_KEY) === "collapsed";
    } catch {
      return false;
    }
  });
  const toggle = () => {
    setCollapsed(!collapsed);
    try {
      localStorage.setItem(COLLAPSED_KEY, collapsed ? "open" : "collapsed");
    } catch {
      // Not kept in private mode; it still works for this visit.
    }
  };
  return [collapsed, toggle];
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener("online", listener);
      addEventListener("offline", listener);
      return () => {
        removeEventListener("online", listener);
        removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
  );
}

function useNavGroups(): NavGroups {
  const t = useT(shell);
  const label = useLabel();
  const me = useMe();
  const objects = useObjects();
  return useMemo(() => ({ objects: objectItems(objects, label), tools: toolItems(me, t), admin: adminItems(me, t) }), [t, label, me, objects]);
}

export function Shell() {
  const t = useT(shell);
  const me = useMe();
  const router = useRouter();
  const phone = usePhone();
  const online = useOnline();
  const groups = useNavGroups();
  const [collapsed, toggleCollapsed] = useCollapsed();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [title, setTitle] = useState<HTMLElement | null>(null);
  const [actions, setActions] = useState<HTMLElement | null>(null);
  const { adopt } = usePreferences();
  useEffect(() => adopt(me), [me, adopt]);

  usePreloads();
  useKeyListener();
  const app = t("keys.group.app");
  const go = t("keys.group.go");
  useShortcuts([
    { keys: "mod+k", label: t("keys.palette"), group: app, inFields: true, run: () => setPalette(true) },
    { keys: "/", group: app, run: () => setPalette(true) },
    { keys: "?", label: t("keys.help"), group: app, run: () => setHelp(true) },
    { keys: "[", label: t("keys.sidebar"), group: app, run: toggleCollapsed },
    ...groups.objects.flatMap((item) => (item.keys ? [{ keys: item.keys, label: item.label, group: go, run: () => router.history.push(item.href) }] : [])),
  ]);
  const slots = useMemo(() => ({ title, actions }), [title, actions]);
  const openHelp = () => setHelp(true);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("skip")}
      </a>
      <div className="shell-columns">
        {!phone && <Sidebar groups={groups} isCollapsed={collapsed} onToggle={toggleCollapsed} />}
        <div className="sheet">
          <TopBar onTitleSlot={setTitle} onActionsSlot={setActions} onSearch={() => setPalette(true)} onHelp={openHelp} />
          {!online && (
            <p className="offline" role="status">
              {t("offline")}
            </p>
          )}
          <PageSlotsContext value={slots}>
            <main id="main" className="page" tabIndex={-1}>
              <Outlet />
            </main>
          </PageSlotsContext>
        </div>
      </div>
      {phone && (
        <TabBar groups={groups}>{(close) => <AccountRows onGo={close} />}</TabBar>
      )}
      <Suspense>{me.features.password_ages && <Reminders />}</Suspense>
      <Suspense>
        {palette && <CommandPalette isOpen onOpenChange={setPalette} groups={groups} onHelp={openHelp} />}
        {help && <ShortcutHelp isOpen onOpenChange={setHelp} />}
      </Suspense>
      <ToastRegion />
    </div>
  );
}
