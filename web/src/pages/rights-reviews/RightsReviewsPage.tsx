/** Whose team or roles have changed, to be confirmed by somebody else. The server shows each reader what is theirs to confirm. */
import { useQuery } from "@tanstack/react-query";
import { peopleKeys, rightsReviews } from "../../lib/api/people";
import { useT } from "../../lib/i18n";
import { reviewsWords } from "../../lib/i18n/dict/reviews";
import { PageHead } from "../../lib/page";
import { PeopleArea } from "../../parts/areas";
import { Waiting } from "../../parts/Waiting";
import { EmptyState } from "../../ui/EmptyState";
import { ReviewCard } from "./ReviewCard";
import "../../parts/parts.css";
import "./rights-reviews.css";

export function RightsReviewsPage() {
  const t = useT(reviewsWords);
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
                <ReviewCard review={review} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
