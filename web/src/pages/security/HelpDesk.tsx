/** The reader's side of a telephone call with the help desk: a code that proves who they are, and who it is that calls. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Headset, PhoneIncoming } from "lucide";
import { type ReactNode, useState } from "react";
import { helpCallMine, helpCodeMake, peopleKeys } from "../../lib/api/people";
import type { HelpCall, HelpCode } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { clockWords, untilOf, useSecondsLeft } from "../../lib/countdown";
import { useLanguage, useT } from "../../lib/i18n";
import { helpDeskWords } from "../../lib/i18n/dict/helpDesk";
import { CallWords } from "../../parts/help/CallWords";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormSection } from "../../ui/FormRow";
import { Icon, type IconNode } from "../../ui/Icon";
import { spelled } from "./spell";
import "./help-desk.css";

export function HelpDesk() {
  const t = useT(helpDeskWords);
  return (
    <FormSection title={t("title")} description={t("mine.words")}>
      <Code />
      <Call />
    </FormSection>
  );
}

function Head({ icon, title, why, children }: { icon: IconNode; title: string; why: string; children: ReactNode }) {
  return (
    <div className="card-row">
      <span className="factor-icon">
        <Icon icon={icon} size={17} />
      </span>
      <span className="card-words">
        <span className="card-title">{title}</span>
        <span className="meta">{why}</span>
      </span>
      <span className="card-end">{children}</span>
    </div>
  );
}

function Code() {
  const t = useT(helpDeskWords);
  const make = useMutation({ mutationFn: helpCodeMake });
  return (
    <div className="card-list">
      <Head icon={Headset} title={t("code")} why={t("code.why")}>
        <Button size="small" onPress={() => make.mutate()} isPending={make.isPending}>
          {t(make.data ? "code.again" : "code.make")}
        </Button>
      </Head>
      {make.error && (
        <div className="help-more">
          <FormError>{errorWords(make.error, t)}</FormError>
        </div>
      )}
      {make.data && <Shown key={make.data.code} made={make.data} />}
    </div>
  );
}

function Shown({ made }: { made: HelpCode }) {
  const t = useT(helpDeskWords);
  const language = useLanguage();
  const [until] = useState(() => untilOf(made, Date.now()));
  const left = useSecondsLeft(until);
  if (left === 0) {
    return (
      <div className="help-more">
        <Callout tone="warning">{t("code.over")}</Callout>
      </div>
    );
  }
  const groups = spelled(made.code, language);
  return (
    <div className="help-more">
      <output className="help-code" aria-label={t("code.label")}>
        {groups.map((group, at) => (
          <span key={at} className="help-group">
            {group.map(({ character, said }, place) => (
              <span key={place} className="help-character">
                <span className="help-letter">{character}</span>
                <span className="help-said">{said}</span>
              </span>
            ))}
          </span>
        ))}
      </output>
      <p className="help-foot">
        <span>{t("code.read")}</span>
        <span className="num" role="timer">
          {t("code.left", { clock: clockWords(left) })}
        </span>
      </p>
    </div>
  );
}

/** Asked for when the page opens and when it is wished: asking all the time would keep the session from ending. */
function Call() {
  const t = useT(helpDeskWords);
  const found = useQuery({ queryKey: peopleKeys.helpCall(), queryFn: ({ signal }) => helpCallMine(signal), staleTime: 0 });
  return (
    <div className="card-list">
      <Head icon={PhoneIncoming} title={t("call")} why={t("call.why")}>
        <Button size="small" onPress={() => void found.refetch()} isPending={found.isFetching && !found.isPending}>
          {t("call.look")}
        </Button>
      </Head>
      <div className="help-more" role="status">
        {found.error ? <FormError>{errorWords(found.error, t)}</FormError> : found.data?.call ? <Calling call={found.data.call} seenAt={found.dataUpdatedAt} /> : found.data && <Nobody />}
      </div>
    </div>
  );
}

function Nobody() {
  const t = useT(helpDeskWords);
  return (
    <Callout title={t("call.none")}>
      {t("call.noneWords")}
    </Callout>
  );
}

function Calling({ call, seenAt }: { call: HelpCall; seenAt: number }) {
  const t = useT(helpDeskWords);
  const left = useSecondsLeft(untilOf(call, seenAt));
  if (left === 0) return <Nobody />;
  return (
    <Callout tone="success" title={t("call.yes", { name: call.helper.label ?? "" })}>
      <CallWords words={call.words} />
      <p>{t("call.yesWords")}</p>
      <p className="meta num" aria-live="off">
        {t("call.left", { clock: clockWords(left) })}
      </p>
    </Callout>
  );
}
