/** Registering an app, and the one time its secret is shown. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isApiError } from "../../lib/api/error";
import { appRegister, programKeys, tokenScopes } from "../../lib/api/programs";
import type { AppBody, AppMade, ScopeInfo } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { PageHead } from "../../lib/page";
import { MAX_SCOPES } from "../../parts/scopes/model";
import { ScopePicker } from "../../parts/scopes/ScopePicker";
import { ShownOnce } from "../../parts/secret/ShownOnce";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { FormError, FormRow } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { useUi } from "../../ui/locale";
import { RadioGroup } from "../../ui/RadioGroup";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { type AppDraft, bodyOf, EMPTY_APP, hasTooMany, missingOf } from "./draft";
import "../../parts/parts.css";
import "../../parts/programs.css";

const FIELDS = ["name", "publisher", "website", "redirect_uris", "scopes"] as const satisfies readonly (keyof AppBody)[];
const KINDS = ["confidential", "public"] as const;

export function NewAppPage() {
  const t = useT(appWords);
  const scopes = useQuery({ queryKey: programKeys.scopes(), queryFn: ({ signal }) => tokenScopes(signal) });
  return (
    <div className="page-body programs">
      <PageHead title={t("new.title")} />
      <p className="programs-words">{t("new.words")}</p>
      {scopes.data ? <AppForm scopes={scopes.data.items} /> : <Waiting query={scopes} lines={10} />}
    </div>
  );
}

function AppForm({ scopes }: { scopes: ScopeInfo[] }) {
  const t = useT(appWords);
  const words = useT(tokenWords);
  const client = useQueryClient();
  const { navigate } = useUi();
  const [draft, setDraft] = useState(EMPTY_APP);
  const [tried, setTried] = useState(false);
  const missing = missingOf(draft);
  // Nothing of the secret stays in memory once the page has let go of it.
  const register = useMutation({ mutationFn: () => appRegister(bodyOf(draft)), gcTime: 0, onSuccess: () => client.invalidateQueries({ queryKey: programKeys.apps() }) });
  const change = (patch: Partial<AppDraft>) => {
    if (register.error) register.reset();
    setDraft({ ...draft, ...patch });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.size === 0 && !hasTooMany(draft) && !register.isPending) register.mutate();
  };
  const at = (field: (typeof FIELDS)[number]) => {
    if (tried && missing.has(field)) return t(field === "scopes" ? "new.scopes.missing" : "new.missing");
    if (field === "scopes" && hasTooMany(draft)) return words("make.scopes.tooMany", { max: MAX_SCOPES });
    return isApiError(register.error) ? register.error.field(field) : null;
  };
  const isShown = FIELDS.some((field) => at(field) !== null);
  return (
    <form className="programs-form" onSubmit={submit} noValidate>
      <FormRow columns={2}>
        <TextField label={t("new.name")} description={t("new.name.help")} value={draft.name} onChange={(name) => change({ name })} error={at("name")} maxLength={120} isRequired autoFocus />
        <TextField label={t("new.publisher")} description={t("new.publisher.help")} value={draft.publisher} onChange={(publisher) => change({ publisher })} error={at("publisher")} maxLength={120} isRequired />
      </FormRow>
      <TextField label={t("new.website")} type="url" inputMode="url" description={t("new.website.help")} value={draft.website} onChange={(website) => change({ website })} error={at("website")} />
      <TextArea label={t("new.redirects")} description={t("new.redirects.help")} value={draft.redirects} onChange={(redirects) => change({ redirects })} error={at("redirect_uris")} rows={2} isRequired />
      <RadioGroup label={t("new.kind")} value={draft.kind} onChange={(kind) => change({ kind })} items={KINDS.map((id) => ({ id, label: t(`new.kind.${id}`), description: t(`new.kind.${id}.help`) }))} />
      <ScopePicker label={t("new.scopes")} scopes={scopes} value={draft.scopes} onChange={(picked) => change({ scopes: picked })} error={at("scopes")} />
      <FormError>{register.error && !isShown ? errorWords(register.error, t) : null}</FormError>
      <div className="row-of">
        <Button type="submit" variant="primary" isPending={register.isPending}>
          {t("new.submit")}
        </Button>
        <Link href="/security/apps" isPlain className="k-button is-quiet is-normal">
          {t("cancel")}
        </Link>
      </div>
      {register.data && (
        <Made
          made={register.data}
          onKept={(id) => {
            register.reset();
            navigate(`/security/apps?app=${id}`);
          }}
        />
      )}
    </form>
  );
}

function Made({ made: { client_secret: secret, app }, onKept }: { made: AppMade; onKept(id: string): void }) {
  const t = useT(appWords);
  return (
    <ShownOnce
      title={t("made.title")}
      words={t(secret === null ? "made.wordsPublic" : "made.words")}
      fields={[
        { label: t("made.id"), value: app.client_id },
        ...(secret === null ? [] : [{ label: t("made.secret"), value: secret }]),
        { label: t("made.address"), value: `${location.origin}/apps/authorize`, description: t("made.address.help") },
      ]}
      onKept={() => onKept(app.id)}
    />
  );
}
