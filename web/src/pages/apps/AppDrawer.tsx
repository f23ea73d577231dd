/** One app: what it is, what was decided of it, and what may still be done. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { app as appCall, appEnd, programKeys } from "../../lib/api/programs";
import type { ProgramApp } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { CopyField } from "../../parts/CopyField";
import { useBegun } from "../../parts/Newer";
import { ScopeSentences } from "../../parts/scopes/ScopeSentences";
import { useScopeWords } from "../../parts/scopes/useScopeWords";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Drawer } from "../../ui/Drawer";
import { FormError, FormSection } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";
import { Decision } from "./Decision";
import { StatePill } from "./StatePill";

export function AppDrawer({ id, onClose }: { id: string; onClose(): void }) {
  const t = useT(appWords);
  const found = useQuery({ queryKey: programKeys.app(id), queryFn: ({ signal }) => appCall(id, signal) });
  const app = found.data;
  return (
    <Drawer
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={app?.name ?? t("title")}
      width={560}
      heading={
        app && (
          <span className="apps-heading">
            <Avatar name={app.name} size={32} kind="record" />
            <h2 className="k-dialog-title">{app.name}</h2>
            <StatePill state={app.state} />
          </span>
        )
      }
    >
      {app ? <Inside app={app} onClose={onClose} /> : isApiError(found.error) && found.error.status === 404 ? <Callout>{t("detail.gone")}</Callout> : <Waiting query={found} lines={10} />}
    </Drawer>
  );
}

function Inside({ app, onClose }: { app: ProgramApp; onClose(): void }) {
  const t = useT(appWords);
  const me = useMe();
  const scopesInWords = useScopeWords();
  const { security } = me.can;
  const isOver = app.state === "revoked";
  const { begun, begin } = useBegun(app);
  return (
    <div className="stack apps-detail">
      {app.state === "quarantined" && <Callout tone="warning">{t(security ? "detail.waiting" : "detail.waitingMine")}</Callout>}
      {app.state === "refused" && <Callout tone="danger">{t("detail.refused")}</Callout>}
      {isOver && <Callout>{t("detail.revoked")}</Callout>}
      <CopyField label={t("made.id")} value={app.client_id} />
      <Facts app={app} />
      {/* Whoever decides has all of it to choose from, below. */}
      {(!security || isOver) && (
        <FormSection title={t("detail.wanted")}>
          <ScopeSentences scopes={app.scopes} label={t("detail.wanted")} />
        </FormSection>
      )}
      {app.state === "approved" && (
        <FormSection title={t("detail.granted")} description={t("detail.granted.words")}>
          <ul aria-label={t("detail.granted")}>
            {scopesInWords(app.granted).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </FormSection>
      )}
      {security && !isOver && <Decision key={begun.version} app={begun} current={app} onBegin={begin} isOwn={app.registered_by.id === me.user.id} />}
      {!isOver && <End app={app} onEnded={onClose} />}
    </div>
  );
}

function Facts({ app }: { app: ProgramApp }) {
  const t = useT(appWords);
  const format = useFormat();
  const signed = (who: ProgramApp["registered_by"], when: string) => t("detail.byAt", { who: who.label ?? who.id, when: format.dateTime(when) });
  const facts: [string, string[]][] = [
    [t("detail.publisher"), [app.publisher, ...(app.state === "approved" ? [t(app.verified ? "verified" : "unverified")] : [])]],
    ...(app.website ? [[t("detail.website"), [app.website]] satisfies [string, string[]]] : []),
    [t("detail.kind"), [t(app.confidential ? "new.kind.confidential" : "new.kind.public")]],
    [t("detail.redirects"), app.redirect_uris],
    [t("detail.by"), [signed(app.registered_by, app.registered_at)]],
    ...(app.decided_by && app.decided_at ? [[t("detail.decision"), [signed(app.decided_by, app.decided_at)]] satisfies [string, string[]]] : []),
    ...(app.note ? [[t("detail.note"), [app.note]] satisfies [string, string[]]] : []),
  ];
  return (
    <dl className="facts apps-facts">
      {facts.map(([name, values]) => (
        <Fact key={name} name={name} values={values} />
      ))}
    </dl>
  );
}

function Fact({ name, values }: { name: string; values: string[] }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {values.map((value) => (
          <span key={value}>{value}</span>
        ))}
      </dd>
    </>
  );
}

function End({ app, onEnded }: { app: ProgramApp; onEnded(): void }) {
  const t = useT(appWords);
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => appEnd(app.id),
    onSuccess: () => {
      toast({ message: t("end.done", { name: app.name }), tone: "success" });
      onEnded();
      return client.invalidateQueries({ queryKey: programKeys.apps() });
    },
  });
  return (
    <div>
      <Button
        onPress={() => {
          end.reset();
          setAsking(true);
        }}
      >
        {t("end")}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t("end.title", { name: app.name })}
        confirmLabel={t("end")}
        cancelLabel={t("cancel")}
        onConfirm={() => end.mutate()}
        isPending={end.isPending}
        isDanger
      >
        <div className="stack is-tight">
          <p>{t("end.words")}</p>
          <FormError>{end.error ? errorWords(end.error, t) : null}</FormError>
        </div>
      </ConfirmDialog>
    </div>
  );
}
