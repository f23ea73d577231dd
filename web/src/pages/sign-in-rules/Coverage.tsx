/** Who has a second step and who is late with it. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { coverage } from "../../lib/api/security";
import type { CoverageItem, Ref } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { EmptyState } from "../../ui/EmptyState";
import { FormSection } from "../../ui/FormRow";
import { lately } from "../../ui/lately";
import { Link } from "../../ui/Link";
import { LoadMore } from "../../ui/LoadMore";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";

const AccountDrawer = lately(() => import("../../parts/account/AccountDrawer"), (module) => module.AccountDrawer);

export function Coverage() {
  const t = useT(signInRulesWords);
  /** Whose account stands open: for whoever has no page of the users. */
  const [open, setOpen] = useState<Ref | null>(null);
  const pages = useInfiniteQuery({
    queryKey: keys.coverage(),
    queryFn: ({ pageParam, signal }) => coverage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const first = pages.data?.pages[0];
  if (!first) return <Waiting query={pages} />;
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const { people, with_second_factor, phishing_resistant, overdue } = first;
  const part = (n: number) => t("coverage.of", { n, all: people });
  return (
    <div className="stack rules">
      <div className="rules-figures">
        <ProgressBar label={t("coverage.with")} value={with_second_factor} max={people} valueLabel={part(with_second_factor)} />
        <ProgressBar label={t("coverage.strong")} value={phishing_resistant} max={people} valueLabel={part(phishing_resistant)} />
        <p className="rules-overdue">
          <span>{t("coverage.overdue")}</span>
          <span className={overdue > 0 ? "num is-late" : "num"}>{overdue}</span>
        </p>
      </div>
      <FormSection title={t("coverage.list")}>
        {items.length === 0 ? (
          <div className="card-list">
            <EmptyState figure="people" title={t("coverage.empty")} description={t("coverage.emptyWords")} />
          </div>
        ) : (
          <ul className="card-list">
            {items.map((item) => (
              <li key={item.user.id}>
                <PersonRow item={item} onOpen={setOpen} />
              </li>
            ))}
          </ul>
        )}
        <LoadMore hasMore={pages.hasNextPage} isLoading={pages.isFetchingNextPage} onLoad={() => void pages.fetchNextPage()} />
        {pages.isFetchNextPageError && <Waiting query={{ isPending: false, error: pages.error, refetch: () => pages.fetchNextPage() }} />}
      </FormSection>
      {open && (
        <Suspense>
          <AccountDrawer id={open.id} name={open.label} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </div>
  );
}

function PersonRow({ item, onOpen }: { item: CoverageItem; onOpen(user: Ref): void }) {
  const t = useT(signInRulesWords);
  const words = useT(factorWords);
  const format = useFormat();
  const name = item.user.label ?? item.user.id;
  const ways = item.factors.length > 0 ? item.factors.map((kind) => words(`kind.${kind}`)).join(" · ") : t("coverage.none");
  const { can } = useMe();
  const inside = (
    <>
      <Avatar name={name} size={32} />
      <span className="card-words">
        <span className="card-title">{name}</span>
        <span className="meta">{ways}</span>
      </span>
      <span className="card-end">
        {item.overdue ? (
          <Pill color="red">{t("coverage.overdueBadge")}</Pill>
        ) : item.due_at && item.factors.length === 0 ? (
          <Pill color="amber">{t("coverage.due", { when: format.relative(item.due_at) })}</Pill>
        ) : null}
      </span>
    </>
  );
  return can.users ? (
    <Link href={`/settings/users?user=${encodeURIComponent(item.user.id)}`} isPlain className="card-row">
      {inside}
    </Link>
  ) : (
    <button type="button" className="card-row" onClick={() => onOpen(item.user)}>
      {inside}
    </button>
  );
}
