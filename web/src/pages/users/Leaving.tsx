/** Letting a user go, and the way to what came of it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "../../lib/api/hooks";
import { leaver as leaverGet, peopleKeys } from "../../lib/api/people";
import type { User } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { leavingWords } from "../../lib/i18n/dict/leaving";
import { LeaveDialog } from "../../parts/leaving/LeaveDialog";
import { Button } from "../../ui/Button";
import { FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { useUi } from "../../ui/locale";

export function Leaving({ user }: { user: User }) {
  const t = useT(leavingWords);
  const me = useMe();
  const format = useFormat();
  const { navigate } = useUi();
  const [isOpen, setOpen] = useState(false);
  const isGone = user.state === "disabled";
  const isSelf = me.user.id === user.id;
  const query = useQuery({ queryKey: peopleKeys.leaver(user.id), queryFn: ({ signal }) => leaverGet(user.id, signal), enabled: isGone, retry: false });
  const href = `/settings/leavers?user=${encodeURIComponent(user.id)}`;
  if (isGone && query.isPending) return null;
  if (isGone && query.data) {
    return (
      <FormSection title={t("section")} description={t("section.left", { when: format.relative(query.data.left_at) })}>
        <p>
          <Link href={href}>{t("show")}</Link>
        </p>
      </FormSection>
    );
  }
  return (
    <FormSection title={t("section")} description={t(isSelf ? "section.self" : isGone ? "section.disabled" : "section.words")}>
      <div className="row-of">
        <Button onPress={() => setOpen(true)} isDisabled={isSelf}>
          {t(isGone ? "openOn" : "open")}
        </Button>
      </div>
      {isOpen && <LeaveDialog user={user} isGone={isGone} onClose={() => setOpen(false)} onDone={() => navigate(href)} />}
    </FormSection>
  );
}
