/** One person who left: until when what is to be done, where the records went, what is left. */
import { useQuery } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { leaver as leaverGet, peopleKeys } from "../../lib/api/people";
import type { Leaver } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { areaWords } from "../../lib/i18n/dict/areas";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { PageHead } from "../../lib/page";
import { PeopleArea } from "../../parts/areas";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Breadcrumbs } from "../../ui/Breadcrumbs";
import { Callout } from "../../ui/Callout";
import { EmptyState } from "../../ui/EmptyState";
import { FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { Checklist } from "./Checklist";
import { useNow } from "./clock";
import { Ended } from "./Ended";
import { FOLLOW_MS, isMoving } from "./follow";
import { isLate, StatePill } from "./StatePill";
import { Records } from "./Records";
import { WhatIsLeft } from "./WhatIsLeft";
import "../../parts/parts.css";
import "./leavers.css";

export function OneLeaver({ user }: { user: string }) {
  const t = useT(leaversWords);
  const area = useT(areaWords);
  const query = useQuery({
    queryKey: peopleKeys.leaver(user),
    queryFn: ({ signal }) => leaverGet(user, signal),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data, state.dataUpdateCount) ? FOLLOW_MS : false),
  });
  const name = query.data?.user.label ?? t("title");
  return (
    <div className="page-body is-wide">
      <PageHead title={name} heading={query.data && <Breadcrumbs label={area("people")} items={[{ label: t("title"), href: "/settings/leavers" }, { label: name }]} />} />
      <PeopleArea current="leavers" />
      {query.data ? (
        <Inside leaver={query.data} />
      ) : isApiError(query.error) && query.error.status === 404 ? (
        <EmptyState figure="people" title={t("gone")} description={t("gone.words")} actions={<Link href="/settings/leavers">{t("title")}</Link>} />
      ) : (
        <Waiting query={query} />
      )}
    </div>
  );
}

function Inside({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const format = useFormat();
  const { user: person } = leaver;
  const user = useQuery({ queryKey: keys.user(person.id), queryFn: ({ signal }) => calls.user(person.id, signal) });
  const name = person.label ?? person.id;
  return (
    <div className="leaver">
      <header className="leaver-head">
        <Avatar name={name} size={48} />
        <div className="card-words">
          <p className="leaver-name">
            {name}
            <StatePill leaver={leaver} />
          </p>
          <p className="meta">{t("left", { when: format.relative(leaver.left_at) })}</p>
        </div>
        <Link href={`/settings/users?user=${encodeURIComponent(person.id)}`}>{t("user")}</Link>
      </header>
      <Late leaver={leaver} />
      {user.data?.active && (
        <Callout tone="warning" title={t("back.title")}>
          {t("back.words", { name })}
        </Callout>
      )}
      <div className="leaver-columns">
        <div className="leaver-main">
          <Checklist leaver={leaver} />
          {/* Who is back is let go anew on the users page. */}
          <Records leaver={leaver} canChoose={user.data?.active === false} />
          <WhatIsLeft leaver={leaver} />
        </div>
        <div className="leaver-side">
          <FormSection title={t("facts")}>
            <dl className="facts">
              <dt>{t("fact.left")}</dt>
              <dd className="num">{format.dateTime(leaver.left_at)}</dd>
              <dt>{t("fact.by")}</dt>
              <dd>{leaver.left_by.label}</dd>
              <dt>{t("fact.due")}</dt>
              <dd className="num">{format.dateTime(leaver.due_at)}</dd>
              <dt>{t("fact.successor")}</dt>
              <dd>{leaver.successor?.label ?? t("nobody")}</dd>
              {leaver.note && (
                <>
                  <dt>{t("fact.note")}</dt>
                  <dd className="leaver-note">{leaver.note}</dd>
                </>
              )}
            </dl>
          </FormSection>
          <Ended ended={leaver.ended} />
        </div>
      </div>
    </div>
  );
}

function Late({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const format = useFormat();
  const now = useNow();
  if (!isLate(leaver, now)) return null;
  const open = leaver.items.filter((item) => !item.done_at).length;
  const when = format.dateTime(leaver.due_at);
  return (
    <Callout tone="danger" title={t("late.title")}>
      {open > 0 ? t("late.words", { when, n: open }) : t("late.records", { when })}
    </Callout>
  );
}
