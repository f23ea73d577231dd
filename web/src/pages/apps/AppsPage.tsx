/** Apps: those the reader registered, or all of them and the company's rules for whoever manages security. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus } from "lucide";
import { useMe } from "../../lib/api/hooks";
import { apps, programKeys } from "../../lib/api/programs";
import type { ProgramApp } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { PageHead } from "../../lib/page";
import { SecurityArea } from "../../parts/areas";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { EmptyState } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";
import { AppDrawer } from "./AppDrawer";
import { Rules } from "./Rules";
import { StatePill } from "./StatePill";
import "../../parts/parts.css";
import "../../parts/programs.css";
import "./apps.css";

export function AppsPage() {
  const t = useT(appWords);
  const { security } = useMe().can;
  const url = useUrlState();
  const found = useQuery({ queryKey: programKeys.apps(), queryFn: ({ signal }) => apps(signal) });
  const open = url.get("app");
  return (
    <div className={security ? "page-body is-wide programs" : "page-body programs"}>
      <PageHead title={t(security ? "title" : "title.mine")}>
        <Register />
      </PageHead>
      {security && <SecurityArea current="apps" />}
      <p className="programs-words">{t(security ? "words" : "words.mine")}</p>
      <Waiting query={found} lines={4} />
      {found.data && <List items={found.data.items} isAll={security} />}
      {security && <Rules />}
      {open !== "" && <AppDrawer key={open} id={open} onClose={() => url.set({ app: null })} />}
    </div>
  );
}

function Register() {
  const t = useT(appWords);
  return (
    <Link href="/security/apps/new" isPlain className="k-button is-primary is-normal">
      <Icon icon={Plus} size={16} />
      <span className="k-button-words">{t("register")}</span>
    </Link>
  );
}

/** What waits for a decision comes first, what is over last. */
const PLACE: Record<ProgramApp["state"], number> = { quarantined: 0, approved: 1, refused: 2, revoked: 3 };

function List({ items, isAll }: { items: ProgramApp[]; isAll: boolean }) {
  const t = useT(appWords);
  const format = useFormat();
  if (items.length === 0) {
    return (
      <div className="card-list">
        <EmptyState figure="board" title={t("empty")} description={t("empty.words")} actions={<Register />} />
      </div>
    );
  }
  const sorted = items.toSorted((a, b) => PLACE[a.state] - PLACE[b.state] || b.registered_at.localeCompare(a.registered_at));
  return (
    <ul className="card-list" aria-label={t(isAll ? "title" : "title.mine")}>
      {sorted.map((app) => {
        const when = format.relative(app.registered_at);
        return (
          <li key={app.id}>
            <Link href={`/security/apps?app=${app.id}`} isPlain className="card-row">
              <Avatar name={app.name} size={32} kind="record" />
              <span className="card-words">
                <span className="card-title">
                  {app.name}
                  <StatePill state={app.state} />
                </span>
                <span className="meta">{[app.publisher, isAll ? t("row.by", { who: app.registered_by.label ?? app.registered_by.id, when }) : t("row.when", { when })].join(" · ")}</span>
              </span>
              <Icon icon={ChevronRight} size={16} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
