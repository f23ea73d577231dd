/** Where my account is signed in, and the way to end it there. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Session } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { meWords } from "../../lib/i18n/dict/me";
import { PageHead } from "../../lib/page";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { SkeletonLines } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import "./sessions.css";

export function SessionsPage() {
  const t = useT(meWords);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const sessions = useQuery({ queryKey: keys.mySessions(), queryFn: ({ signal }) => calls.mySessions(signal) });
  const refresh = () => client.invalidateQueries({ queryKey: keys.mySessions() });
  const fail = (error: Error) => toast({ message: errorWords(error, t), tone: "danger" });
  const end = useMutation({
    mutationFn: calls.mySessionEnd,
    onSuccess: () => {
      toast({ message: t("sessions.ended", { n: 1 }), tone: "success" });
      return refresh();
    },
    onError: fail,
  });
  const endOthers = useMutation({
    mutationFn: calls.myOtherSessionsEnd,
    onSuccess: ({ ended }) => {
      setAsking(false);
      toast({ message: t("sessions.ended", { n: ended }), tone: "success" });
      return refresh();
    },
    onError: fail,
  });
  const items = (sessions.data?.items ?? []).toSorted((a, b) => Number(b.current) - Number(a.current) || b.last_used_at.localeCompare(a.last_used_at));
  return (
    <div className="page-body">
      <PageHead title={t("sessions.title")}>
        {items.length > 1 && (
          <Button variant="secondary" onPress={() => setAsking(true)}>
            {t("sessions.endOthers")}
          </Button>
        )}
      </PageHead>
      <p className="sessions-words">{t("sessions.words")}</p>
      <FormError>{sessions.error ? errorWords(sessions.error, t) : null}</FormError>
      {sessions.isPending ? (
        <SkeletonLines lines={5} />
      ) : (
        <ul className="sessions">
          {items.map((session) => (
            <SessionRow key={session.id} session={session} isEnding={end.isPending && end.variables === session.id} onEnd={() => end.mutate(session.id)} />
          ))}
        </ul>
      )}
      {items.length === 1 && <p className="meta">{t("sessions.none")}</p>}
      <ConfirmDialog
        isOpen={asking}
        onOpenChange={setAsking}
        title={t("sessions.endOthers.title")}
        confirmLabel={t("sessions.end")}
        cancelLabel={t("cancel")}
        onConfirm={() => endOthers.mutate()}
        isPending={endOthers.isPending}
        isDanger
      >
        {t("sessions.endOthers.words")}
      </ConfirmDialog>
    </div>
  );
}

function SessionRow({ session, isEnding, onEnd }: { session: Session; isEnding: boolean; onEnd(): void }) {
  const t = useT(meWords);
  const format = useFormat();
  const device = session.device || t("sessions.unknown");
  const isPhone = /iphone|android|phone/i.test(session.device);
  return (
    <li className="session">
      <span className="session-icon">
        <Icon icon={isPhone ? Smartphone : Laptop} size={20} />
      </span>
      <span className="session-words">
        <span className="session-device">
          {device}
          {session.current && <Pill color="green">{t("sessions.current")}</Pill>}
        </span>
        <span className="meta" title={session.user_agent}>
          {[session.address, t("sessions.lastUsed", { when: format.relative(session.last_used_at) }), t("sessions.since", { when: format.dateTime(session.created_at) })].join(" · ")}
        </span>
      </span>
      {!session.current && (
        <Button size="small" onPress={onEnd} isPending={isEnding} aria-label={`${t("sessions.end")}: ${device}`}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
