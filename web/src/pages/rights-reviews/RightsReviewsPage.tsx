/** Whose team or roles have changed, to be confirmed by somebody else. The server shows each reader what is theirs to confirm. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { peopleKeys, rightsReviews } from "../../lib/api/people";
import { useLabel, useT } from "../../lib/i18n";
import { reviewsWords } from "../../lib/i18n/dict/reviews";
import { PageHead } from "../../lib/page";
import { PeopleArea } from "../../parts/areas";
import { Waiting } from "../../parts/Waiting";
import { EmptyState } from "../../ui/EmptyState";
import { ReviewCard } from "./ReviewCard";
import "../../parts/parts.css";
import "./rights-reviews.css";

function useRoleName(): (key: string) => string {
  const label = useLabel();
  const roles = useQuery({ queryKey: keys.roles(), queryFn: ({ signal }) => calls.roles(signal), staleTime: 60_000 }).data;
  return useMemo(() => {
    const names = new Map(roles?.items.map((role) => [role.key, label(role.label)]));
    return (key: string) => names.get(key) ?? key;
  }, [roles, label]);
}

export function RightsReviewsPage() {
  const t = useT(reviewsWords);
  const roleName = useRoleName();
  const query = useQuery({ queryKey: peopleKeys.reviews(), queryFn: ({ signal }) => rightsReviews(signal) });
  const items = query.data?.items ?? [];
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")} />
      <PeopleArea current="reviews" />
      <Waiting query={query} />
      {query.data && items.length === 0 && <EmptyState figure="people" title={t("empty")} description={t("empty.words")} />}
      {items.length > 0 && (
        <div className="stack">
          <p className="reviews-words">{t("words")}</p>
          <ul className="reviews">
            {items.map((review) => (
              <li key={review.id}>
                <ReviewCard review={review} roleName={roleName} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
