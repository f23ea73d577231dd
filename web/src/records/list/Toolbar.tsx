/** Above the rows: the saved views, the words searched for, filter, sort, columns, and list or board. */
import { ArrowDownUp, Columns3, ListFilter, RotateCcw, Search, SquareKanban, Table2, X } from "lucide";
import { type ComponentProps, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { useShortcuts } from "../../lib/keys";
import { Button } from "../../ui/Button";
import { Drawer } from "../../ui/Drawer";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { Icon, type IconNode } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { Popover, type PopoverProps } from "../../ui/Popover";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { Skeleton } from "../../ui/Skeleton";
import { countConditions } from "../address";
import { ViewTabs } from "../views/ViewTabs";
import type { ListState } from "./useListState";
import { lately } from "../../ui/lately";

const FilterBuilder = lately(() => import("../filter/FilterBuilder"), (module) => module.FilterBuilder);
const SortPanel = lately(() => import("../arrange/SortPanel"), (module) => module.SortPanel);
const ColumnPanel = lately(() => import("../arrange/ColumnPanel"), (module) => module.ColumnPanel);
const SaveView = lately(() => import("../views/SaveView"), (module) => module.SaveView);

export function Toolbar({ meta, state }: { meta: ObjectMeta; state: ListState }) {
  const t = useT(listWords);
  const phone = usePhone();
  const conditions = countConditions(state.filter);
  return (
    <div className="list-bar">
      <ViewTabs meta={meta} state={state} />
      <div className="list-tools">
        <SearchBox state={state} />
        <Panel label={t("filter")} trigger={<BarButton label={t("filter")} icon={ListFilter} count={conditions} />}>
          <FilterBuilder meta={meta} filter={state.filter} onChange={state.setFilter} />
        </Panel>
        <Panel label={t("sort")} trigger={<BarButton label={t("sort")} icon={ArrowDownUp} count={state.sort.length > 1 ? state.sort.length : 0} />}>
          <SortPanel meta={meta} state={state} />
        </Panel>
        {state.kind === "list" && !phone && (
          <Panel label={t("columns")} trigger={<BarButton label={t("columns")} icon={Columns3} count={0} />}>
            <ColumnPanel meta={meta} state={state} />
          </Panel>
        )}
        {state.isChanged && (
          <>
            {!phone && <IconButton size="small" icon={RotateCcw} label={t("view.reset")} onPress={state.reset} />}
            <Suspense>
              <SaveView meta={meta} state={state} />
            </Suspense>
          </>
        )}
        {meta.pipeline && (
          <span className="list-kind">
            <SegmentedControl
              label={t("view.kind")}
              value={state.kind}
              onChange={(kind) => state.go({ kind, open: undefined })}
              items={[
                { id: "list", label: t("view.list"), icon: Table2, hideLabel: true },
                { id: "board", label: t("view.board"), icon: SquareKanban, hideLabel: true },
              ]}
            />
          </span>
        )}
      </div>
    </div>
  );
}

interface BarButtonProps extends Omit<ComponentProps<typeof Button>, "children"> {
  label: string;
  icon: IconNode;
  /** How much of it is in force. */
  count: number;
}

/** A button of the bar; where there is no room its words are only spoken. */
function BarButton({ label, icon, count, ...props }: BarButtonProps) {
  const phone = usePhone();
  const isOn = count > 0;
  return (
    <Button {...props} variant={isOn ? "secondary" : "dashed"} size="small" icon={icon} isActive={isOn} trailing={isOn ? <span className="list-badge num">{count}</span> : undefined}>
      {phone ? <span className="sr-only">{label}</span> : label}
    </Button>
  );
}

/** A popover beside its button; on a phone a sheet from the bottom. */
function Panel({ label, trigger, children }: { label: string; trigger: PopoverProps["trigger"]; children: ReactNode }) {
  const phone = usePhone();
  const [isOpen, setOpen] = useState(false);
  const content = <Suspense fallback={<Skeleton width={280} height={80} />}>{children}</Suspense>;
  if (!phone) {
    return (
      <Popover label={label} trigger={trigger} isOpen={isOpen} onOpenChange={setOpen}>
        {content}
      </Popover>
    );
  }
  return (
    <>
      <span onClickCapture={() => setOpen(true)}>{trigger}</span>
      <Drawer isOpen={isOpen} onOpenChange={setOpen} title={label}>
        {content}
      </Drawer>
    </>
  );
}

const SEARCH_PAUSE_MS = 250;

function SearchBox({ state }: { state: ListState }) {
  const t = useT(listWords);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(state.q);
  const [sent, setSent] = useState(state.q);
  const [seen, setSeen] = useState(state.q);
  // The address changed, and not by what was typed here: by "back" or "clear". It follows typing only after a while, which changes nothing.
  if (state.q !== seen) {
    setSeen(state.q);
    if (state.q !== sent) {
      setSent(state.q);
      setText(state.q);
    }
  }
  const { go } = state;
  useEffect(() => {
    const words = text.trim();
    if (words === sent) return;
    const timer = setTimeout(() => {
      setSent(words);
      go({ q: words || undefined }, true);
    }, SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, sent, go]);
  useShortcuts([{ keys: "/", label: t("keys.search"), group: t("keys.page"), run: () => input.current?.focus() }]);
  return (
    <label className="list-search">
      <Icon icon={Search} size={14} />
      <span className="sr-only">{t("list.search")}</span>
      <input
        ref={input}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={t("list.search")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (text === "") input.current?.blur();
          else setText("");
        }}
      />
      {text !== "" && <IconButton size="small" icon={X} label={t("clear")} tooltip={false} onPress={() => setText("")} />}
    </label>
  );
}
