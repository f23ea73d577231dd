/** The saved views of an object, side by side. The first, "all", is always there. */
import { ChevronDown, Globe } from "lucide";
import { type ReactNode, Suspense } from "react";
import type { ObjectMeta, View } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { Icon } from "../../ui/Icon";
import type { ListState } from "../list/useListState";
import "./views.css";
import { lately } from "../../ui/lately";

const ViewMenu = lately(() => import("./ViewMenu"), (module) => module.ViewMenu);

export function ViewTabs({ meta, state }: { meta: ObjectMeta; state: ListState }) {
  const t = useT(listWords);
  const label = useLabel();
  const show = (view: View | null) => state.go({ view: view?.id, filter: undefined, sort: undefined, kind: undefined, q: undefined, open: undefined });
  return (
    <nav className="views" aria-label={t("view.tabs")}>
      <Tab isHere={state.view === null} onPress={() => show(null)}>
        {t("view.all", { name: label(meta.plural) })}
      </Tab>
      {state.views.map((view) => (
        <Tab key={view.id} isHere={state.view?.id === view.id} onPress={() => show(view)} menu={state.view?.id === view.id && view.mine ? view : null} state={state} meta={meta}>
          {view.shared && <Icon icon={Globe} size={13} label={t("view.shared")} />}
          {view.name}
        </Tab>
      ))}
    </nav>
  );
}

interface TabProps {
  isHere: boolean;
  onPress(): void;
  menu?: View | null;
  meta?: ObjectMeta;
  state?: ListState;
  children: ReactNode;
}

function Tab({ isHere, onPress, menu, meta, state, children }: TabProps) {
  return (
    <span className={isHere ? "view-tab is-here" : "view-tab"}>
      <button type="button" className="view-name" aria-current={isHere ? "page" : undefined} onClick={onPress}>
        {children}
      </button>
      {menu && meta && state && (
        <Suspense fallback={<Icon icon={ChevronDown} size={14} />}>
          <ViewMenu view={menu} meta={meta} state={state} />
        </Suspense>
      )}
    </span>
  );
}
