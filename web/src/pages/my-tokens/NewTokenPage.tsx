/** Making an access token, and the one time it is shown. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isRefused } from "../../lib/api/error";
import { programKeys, tokenMake, tokenScopes } from "../../lib/api/programs";
import type { ScopeInfo } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { PageHead } from "../../lib/page";
import { ShownOnce } from "../../parts/secret/ShownOnce";
import { ScopePicker } from "../../parts/scopes/ScopePicker";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { FormError, FormRow, FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { useUi } from "../../ui/locale";
import { TextField } from "../../ui/TextField";
import { bodyOf, draftFaults, type Limits, newDraft, type TokenDraft } from "./draft";
import { curlExample } from "./example";
import { LimitFields } from "./LimitFields";
import { fieldError } from "./refusal";
import "../../parts/parts.css";
import "../../parts/programs.css";

export function NewTokenPage() {
  const t = useT(tokenWords);
  const scopes = useQuery({ queryKey: programKeys.scopes(), queryFn: ({ signal }) => tokenScopes(signal) });
  return (
    <div className="page-body programs">
      <PageHead title={t("make.title")} />
      <p className="programs-words">{t("make.words")}</p>
      {scopes.data ? <TokenForm scopes={scopes.data.items} limits={scopes.data.rules} /> : <Waiting query={scopes} lines={10} />}
    </div>
  );
}

function TokenForm({ scopes, limits }: { scopes: ScopeInfo[]; limits: Limits }) {
  const t = useT(tokenWords);
  const client = useQueryClient();
  const { navigate } = useUi();
  const [draft, setDraft] = useState(() => newDraft(limits));
  const [tried, setTried] = useState(false);
  const faults = draftFaults(draft, limits);
  // Nothing of the secret stays in memory once the page has let go of it.
  const make = useMutation({ mutationFn: () => tokenMake(bodyOf(draft, limits)), gcTime: 0, onSuccess: () => client.invalidateQueries({ queryKey: programKeys.myTokens() }) });
  const change = (patch: Partial<TokenDraft>) => {
    if (make.error) make.reset();
    setDraft({ ...draft, ...patch });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faults).length === 0 && !make.isPending) make.mutate();
  };
  const error = fieldError(make.error, tried ? faults : {}, limits, t);
  const isShown = (["name", "reason", "scopes", "days", "networks", "records_per_hour"] as const).some((field) => error(field) !== null);
  const examples = make.data ? curlExample(location.origin, make.data.secret, make.data.token.scopes) : [];
  return (
    <form className="programs-form" onSubmit={submit} noValidate>
      <FormRow columns={2}>
        <TextField label={t("make.name")} description={t("make.name.help")} value={draft.name} onChange={(name) => change({ name })} error={error("name")} maxLength={120} isRequired autoFocus />
        <TextField label={t("make.reason")} description={t("make.reason.help")} value={draft.reason} onChange={(reason) => change({ reason })} error={error("reason")} maxLength={120} />
      </FormRow>
      <ScopePicker label={t("make.scopes")} scopes={scopes} value={draft.scopes} onChange={(picked) => change({ scopes: picked })} error={error("scopes")} />
      <FormSection title={t("make.limits")}>
        <LimitFields draft={draft} limits={limits} onChange={change} error={error} />
      </FormSection>
      <FormError>{make.error && (!isShown || isRefused(make.error, "tokens_forbidden")) ? errorWords(make.error, t) : null}</FormError>
      <div className="row-of">
        <Button type="submit" variant="primary" isPending={make.isPending}>
          {t("make.submit")}
        </Button>
        <Link href="/security/my-tokens" isPlain className="k-button is-quiet is-normal">
          {t("cancel")}
        </Link>
      </div>
      {make.data && (
        <ShownOnce
          title={t("made.title")}
          words={t("made.words")}
          fields={[{ label: t("made.secret"), value: make.data.secret }, ...examples.map((value) => ({ label: t("made.example"), value }))]}
          onKept={() => {
            make.reset();
            navigate("/security/my-tokens");
          }}
        />
      )}
    </form>
  );
}
