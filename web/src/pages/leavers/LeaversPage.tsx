/** Everybody who left: what is still to be done, until when, and how far the records are. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide";
import { leavers, peopleKeys } from "../../lib/api/people";
import type { Leaver } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { PageHead } from "../../lib/page";
import { PeopleArea } from "../../parts/areas";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { FOLLOW_MS, isMoving } from "./follow";
import { OneLeaver } from "./OneLeaver";
import { StatePill } from "./StatePill";
import "../../parts/parts.css";
import "./leavers.css";

export function LeaversPage() {
  const user = useUrlState().get("user");
  return user === "" ? <Everybody /> : <OneLeaver key={user} user={user} />;
}

function Everybody() {
  const t = useT(leaversWords);
  const query = useQuery({
    queryKey: peopleKeys.leavers(),
    queryFn: ({ signal }) => leavers(signal),
    refetchInterval: ({ state }) => (state.data?.items.some((leaver) => isMoving(leaver, state.dataUpdateCount)) ? FOLLOW_MS : false),
  });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")} />
      <PeopleArea current="leavers" />
      {query.data ? <List all={query.data.items} /> : <Waiting query={query} />}
    </div>
  );
}

function List({ all }: { all: readonly Leaver[] }) {
  const t = useT(leaversWords);
  const url = useUrlState();
  const showsAll = url.get("show") === "all";
  const shown = showsAll ? all : all.filter((leaver) => !leaver.done);
  if (all.length === 0) {
    return (
      <EmptyState figure="people" title={t("empty")} description={t("empty.words")} actions={<Link href="/settings/users">{t("empty.users")}</Link>} />
    );
  }
  return (
    <div className="stack">
      <div className="leavers-head">
        <p className="leavers-words">{t("words")}</p>
        <SegmentedControl
          label={t("filter")}
          value={showsAll ? "all" : "open"}
          onChange={(show) => url.set({ show: show === "all" ? "all" : null })}
          items={[
            { id: "open", label: t("filter.open") },
            { id: "all", label: t("filter.all") },
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState figure="people" title={t("allDone")} description={t("allDone.words")} actions={<Button onPress={() => url.set({ show: "all" })}>{t("allDone.show")}</Button>} />
      ) : (
        <ul className="card-list">
          {shown.map((leaver) => (
            <li key={leaver.user.id}>
              <Row leaver={leaver} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Row({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const format = useFormat();
  const name = leaver.user.label ?? leaver.user.id;
  const done = leaver.items.filter((item) => item.done_at).length;
  const facts = [
    t("left", { when: format.relative(leaver.left_at) }),
    t("items", { done, all: leaver.items.length }),
    isMoving(leaver) ? t("records.running", { name: leaver.successor?.label ?? "", n: leaver.handover?.handled ?? 0 }) : leaver.successor ? t("to", { name: leaver.successor.label ?? "" }) : t("nobody"),
  ];
  return (
    <Link href={`/settings/leavers?user=${encodeURIComponent(leaver.user.id)}`} isPlain className="card-row leavers-row">
      <Avatar name={name} size={32} />
      <span className="card-words">
        <span className="card-title">{name}</span>
        <span className="meta num">{facts.join(" · ")}</span>
      </span>
      <span className="card-end">
        <StatePill leaver={leaver} />
        <Icon icon={ChevronRight} size={16} />
      </span>
    </Link>
  );
}
