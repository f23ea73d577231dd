/** One person whose rights have changed: what they had, what they have, and the confirmation. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowRight } from "lucide";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { peopleKeys, rightsReviewConfirm } from "../../lib/api/people";
import type { RightsReview } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { reviewsWords } from "../../lib/i18n/dict/reviews";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";
import { Pill, type PillColor } from "../../ui/Pill";
import { toast } from "../../ui/Toast";
import { isMoved, type RoleMark, roleChanges } from "./changes";

export function ReviewCard({ review }: { review: RightsReview }) {
  const t = useT(reviewsWords);
  const me = useMe();
  const format = useFormat();
  const name = review.user.label ?? review.user.id;
  const isAboutMe = review.user.id === me.user.id;
  const isByMe = !review.may_confirm && review.makers.some((maker) => maker.id === me.user.id);
  const makers = review.makers.map((maker) => maker.label ?? "").join(t("between")) || t("by.groups");
  return (
    <article className="review" aria-label={name}>
      <header className="review-head">
        <Avatar name={name} size={32} />
        <span className="card-words">
          <span className="card-title">{name}</span>
          <span className="meta">{t("by", { name: makers, when: format.relative(review.opened_at) })}</span>
        </span>
        {review.overdue ? <Pill color="red">{t("overdue")}</Pill> : <Pill color="amber">{t("due", { when: format.relative(review.due_at) })}</Pill>}
      </header>
      <Changes review={review} />
      <footer className="review-foot">
        <span className="meta">{isAboutMe ? t("mine.about") : isByMe ? t("mine.by") : review.confirmer ? t("confirmer", { name: review.confirmer.label ?? "" }) : t("confirmer.any")}</span>
        {me.can.users && <Link href={`/settings/users?user=${encodeURIComponent(review.user.id)}`}>{t("change")}</Link>}
        {review.may_confirm && <ConfirmButton review={review} name={name} />}
      </footer>
    </article>
  );
}

const MARKS: Record<RoleMark, PillColor> = { added: "green", removed: "red", kept: "gray" };

function Changes({ review: { before, after } }: { review: RightsReview }) {
  const t = useT(reviewsWords);
  const roles = roleChanges(before, after);
  const team = (held: typeof before) => held.team?.label ?? t("team.none");
  return (
    <dl className="facts review-facts">
      <dt>{t("team")}</dt>
      <dd className="row-of">
        {isMoved(before, after) ? (
          <>
            <span className="review-before">
              <span className="sr-only">{t("before")} </span>
              {team(before)}
            </span>
            <Icon icon={ArrowRight} size={14} />
            <span className="review-after">
              <span className="sr-only">{t("after")} </span>
              {team(after)}
            </span>
          </>
        ) : (
          <>
            {team(after)} <span className="meta">{t("same")}</span>
          </>
        )}
      </dd>
      <dt>{t("roles")}</dt>
      <dd className="row-of">
        {roles.length === 0 && t("roles.none")}
        {roles.map(({ key, label, mark }) => (
          <Pill key={key} color={MARKS[mark]} dot={mark !== "kept"}>
            {mark === "kept" ? label : t(mark, { role: label })}
          </Pill>
        ))}
        {roles.length > 0 && roles.every(({ mark }) => mark === "kept") && <span className="meta">{t("same")}</span>}
      </dd>
    </dl>
  );
}

function ConfirmButton({ review, name }: { review: RightsReview; name: string }) {
  const t = useT(reviewsWords);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: peopleKeys.reviews() });
  const confirm = useMutation({
    mutationFn: () => rightsReviewConfirm(review.id),
    onSuccess: () => {
      toast({ message: t("done", { name }), tone: "success" });
      setAsking(false);
      return refresh();
    },
    onError: (error) => {
      if (!isApiError(error, "not_found")) return;
      toast({ message: t("refused.gone"), tone: "danger" });
      setAsking(false);
      void refresh();
    },
  });
  const open = () => {
    confirm.reset();
    setAsking(true);
  };
  return (
    <>
      <Button size="small" onPress={open} aria-label={`${t("confirm")}: ${name}`}>
        {t("confirm")}
      </Button>
      <ConfirmDialog isOpen={asking} onOpenChange={setAsking} title={t("ask", { name })} confirmLabel={t("yes")} cancelLabel={t("cancel")} onConfirm={() => confirm.mutate()} isPending={confirm.isPending}>
        <div className="stack is-tight">
          <p>{t("ask.words")}</p>
          <FormError>{confirm.error && errorWords(confirm.error, t)}</FormError>
        </div>
      </ConfirmDialog>
    </>
  );
}
