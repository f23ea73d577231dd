/**
 * An app asks to act for the reader. They see who asks and what it may do, and say yes or no; then they go where the server says, which is
 * the app's registered address. While the app or its request is not known to be right, they go nowhere and are told why.
 */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "../../lib/api/hooks";
import { appAnswer, appAsking, programKeys } from "../../lib/api/programs";
import type { AppAsking } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { consentWords } from "../../lib/i18n/dict/consent";
import { PageHead } from "../../lib/page";
import { ScopeSentences } from "../../parts/scopes/ScopeSentences";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError } from "../../ui/FormRow";
import { Pill } from "../../ui/Pill";
import { SkeletonLines } from "../../ui/Skeleton";
import { Refused } from "./Refused";
import { hostOf, isBackTo, requestOf } from "./request";
import "../../parts/parts.css";
import "./consent.css";

export function ConsentPage() {
  const t = useT(consentWords);
  // As the app wrote it. The router reads values as JSON: a state of `1e5` would come back to the app as another.
  const [query] = useState(() => location.search);
  const asking = useQuery({ queryKey: programKeys.asking(query), queryFn: ({ signal }) => appAsking(query, signal), staleTime: 0 });
  return (
    <div className="page-body consent">
      <PageHead title={t("title")} />
      {asking.data ? (
        <Asking asking={asking.data} request={requestOf(query)} />
      ) : asking.isPending ? (
        <SkeletonLines lines={8} />
      ) : (
        <Refused error={asking.error} request={requestOf(query)} onRetry={() => void asking.refetch()} />
      )}
    </div>
  );
}

function Asking({ asking, request }: { asking: AppAsking; request: Record<string, string> }) {
  const t = useT(consentWords);
  const { app, redirect_uri } = asking;
  const [isLeaving, setLeaving] = useState(false);
  const [isStray, setStray] = useState(false);
  const answer = useMutation({
    mutationFn: (allow: boolean) => appAnswer(request, allow),
    onSuccess: ({ redirect_to }) => {
      if (!isBackTo(redirect_to, redirect_uri)) return setStray(true);
      setLeaving(true);
      location.assign(redirect_to);
    },
  });
  const busy = answer.isPending || isLeaving;
  return (
    <section className="consent-card" aria-label={t("title")}>
      <header className="consent-head">
        <Avatar name={app.name} kind="record" size={48} />
        <h2 className="consent-title">{t("asks", { app: app.name })}</h2>
      </header>
      <Facts asking={asking} />
      <div>
        <h3 className="sub-title">{t("what")}</h3>
        <ScopeSentences scopes={asking.scopes} label={t("what")} />
      </div>
      <Warnings asking={asking} />
      <p className="meta">{t("limits")}</p>
      {asking.allowed_before && <Callout>{t("before")}</Callout>}
      <FormError>{isStray ? t("no.leave") : answer.error ? errorWords(answer.error, t) : null}</FormError>
      <div className="consent-acts">
        <Button size="large" isDisabled={busy} isPending={answer.isPending && answer.variables === false} onPress={() => answer.mutate(false)}>
          {t("deny")}
        </Button>
        <Button variant="primary" size="large" isDisabled={busy} isPending={answer.isPending && answer.variables} onPress={() => answer.mutate(true)}>
          {t("allow")}
        </Button>
      </div>
      {isLeaving && (
        <p className="meta" role="status">
          {t("leaving", { host: hostOf(redirect_uri) })}
        </p>
      )}
    </section>
  );
}

function Facts({ asking: { app, redirect_uri } }: { asking: AppAsking }) {
  const t = useT(consentWords);
  const words = useT(appWords);
  const me = useMe();
  return (
    <dl className="facts consent-facts">
      <dt>{t("me")}</dt>
      <dd>
        {me.user.name} <span className="meta">{me.user.email}</span>
      </dd>
      <dt>{t("publisher")}</dt>
      <dd>
        {app.publisher} <Pill color={app.verified ? "green" : "amber"}>{words(app.verified ? "verified" : "unverified")}</Pill>
      </dd>
      {app.website && (
        <>
          <dt>{t("website")}</dt>
          <dd>{app.website}</dd>
        </>
      )}
      {app.registered_by.label && (
        <>
          <dt>{t("registeredBy")}</dt>
          <dd>{app.registered_by.label}</dd>
        </>
      )}
      <dt>{t("back")}</dt>
      <dd className="mono">{hostOf(redirect_uri)}</dd>
    </dl>
  );
}

function Warnings({ asking }: { asking: AppAsking }) {
  const t = useT(consentWords);
  const said = [asking.exports && t("warn.exports"), asking.writes && t("warn.writes"), asking.personal_data && t("warn.personal"), !asking.app.verified && t("warn.unverified")].filter((words) => words !== false);
  if (said.length === 0) return null;
  return (
    <Callout tone="warning" title={t("warn.title")}>
      <ul className="consent-warn">
        {said.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Callout>
  );
}
