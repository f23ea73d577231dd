/** Apps that act for me, and the way to end it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { myAppEnd, myApps, programKeys } from "../../lib/api/programs";
import type { AppGrant } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { PageHead } from "../../lib/page";
import { ScopeSentences } from "../../parts/scopes/ScopeSentences";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { EmptyState } from "../../ui/EmptyState";
import { FormError } from "../../ui/FormRow";
import { Pill } from "../../ui/Pill";
import { toast } from "../../ui/Toast";
import { byApp } from "./grants";
import "../../parts/parts.css";
import "../../parts/programs.css";
import "./my-apps.css";

export function MyAppsPage() {
  const t = useT(appWords);
  const found = useQuery({ queryKey: programKeys.myApps(), queryFn: ({ signal }) => myApps(signal) });
  const [ending, setEnding] = useState<AppGrant | null>(null);
  const grants = found.data && byApp(found.data.items);
  return (
    <div className="page-body programs">
      <PageHead title={t("mine.title")} />
      <p className="programs-words">{t("mine.words")}</p>
      <Waiting query={found} lines={4} />
      {grants?.length === 0 && (
        <div className="card-list">
          <EmptyState figure="board" title={t("mine.empty")} description={t("mine.empty.words")} />
        </div>
      )}
      {grants && grants.length > 0 && (
        <ul className="card-list" aria-label={t("mine.title")}>
          {grants.map((grant) => (
            <GrantRow key={grant.app.id} grant={grant} onEnd={() => setEnding(grant)} />
          ))}
        </ul>
      )}
      {ending && <EndDialog grant={ending} onClose={() => setEnding(null)} />}
    </div>
  );
}

function GrantRow({ grant: { app, scopes, created_at, expires_at }, onEnd }: { grant: AppGrant; onEnd(): void }) {
  const t = useT(appWords);
  const format = useFormat();
  return (
    <li className="card-row my-app">
      <Avatar name={app.name} size={32} kind="record" />
      <span className="card-words">
        <span className="card-title">
          {app.name}
          {app.state === "approved" ? <Pill color={app.verified ? "green" : "amber"}>{t(app.verified ? "verified" : "unverified")}</Pill> : <Pill color="red">{t("mine.stopped")}</Pill>}
        </span>
        <span className="meta">{[app.publisher, t("mine.since", { when: format.relative(created_at) }), t("mine.until", { when: format.dateTime(expires_at) })].join(" · ")}</span>
        {scopes.length > 0 && <ScopeSentences scopes={scopes} label={t("mine.what", { name: app.name })} />}
      </span>
      <span className="card-end">
        <Button size="small" onPress={onEnd} aria-label={t("mine.endOf", { name: app.name })}>
          {t("mine.end")}
        </Button>
      </span>
    </li>
  );
}

function EndDialog({ grant: { app }, onClose }: { grant: AppGrant; onClose(): void }) {
  const t = useT(appWords);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => myAppEnd(app.id),
    onSuccess: () => {
      toast({ message: t("mine.end.done", { name: app.name }), tone: "success" });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: programKeys.myApps() }),
  });
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("mine.end.title", { name: app.name })}
      confirmLabel={t("mine.end")}
      cancelLabel={t("cancel")}
      onConfirm={() => end.mutate()}
      isPending={end.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("mine.end.words")}</p>
        <FormError>{end.error ? errorWords(end.error, t) : null}</FormError>
      </div>
    </ConfirmDialog>
  );
}
