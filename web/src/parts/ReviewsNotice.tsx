/** Says that reviews of rights wait for the reader: team managers have no other way there. Nothing when none does. */
import { useQuery } from "@tanstack/react-query";
import { peopleKeys, rightsReviews } from "../lib/api/people";
import { useMe } from "../lib/api/hooks";
import { useT } from "../lib/i18n";
import { reviewsNoticeWords } from "../lib/i18n/dict/reviewsNotice";
import { Callout } from "../ui/Callout";
import { Link } from "../ui/Link";

export function ReviewsNotice() {
  const t = useT(reviewsNoticeWords);
  const me = useMe();
  const query = useQuery({ queryKey: peopleKeys.reviews(), queryFn: ({ signal }) => rightsReviews(signal) });
  // What one moved oneself, and what is about oneself, waits for others.
  const mine = (query.data?.items ?? []).filter((review) => review.may_confirm && (review.confirmer === null || review.confirmer.id === me.user.id));
  if (mine.length === 0) return null;
  return (
    <Callout title={t("notice", { n: mine.length })} actions={<Link href="/settings/rights-reviews">{t("notice.open")}</Link>}>
      {t("notice.words")}
    </Callout>
  );
}
