/** A sign-in service, new or changed: first what its administrator has to be told, then what they told us, then who may come and what they get. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { isApiError } from "../../lib/api/error";
import { ssoKeys, ssoProviderPut } from "../../lib/api/sso";
import type { SsoProvider } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { ssoWords } from "../../lib/i18n/dict/sso";
import { CopyField } from "../../parts/CopyField";
import { Button } from "../../ui/Button";
import { Drawer } from "../../ui/Drawer";
import { FormError, FormSection } from "../../ui/FormRow";
import { Switch } from "../../ui/Switch";
import { TagField } from "../../ui/TagField";
import { toast } from "../../ui/Toast";
import { addressesOf, bodyOf, type Draft, draftOf, type FieldName, faults, NEW } from "./draft";
import { Connection } from "./Connection";
import { GroupRules } from "./GroupRules";
import { MoreSettings } from "./MoreSettings";

export interface ProviderDrawerProps {
  /** None for a new one. */
  provider: SsoProvider | null;
  taken: readonly string[];
  /** The server's own address. */
  base: string;
  onSaved(key: string): void;
  onClose(): void;
}

/** What every part of the form is given. */
export interface PartProps {
  draft: Draft;
  before: SsoProvider | null;
  set(part: Partial<Draft>): void;
  fault(name: FieldName): string | null;
  /** It was to be saved once: what is missing is said. */
  isTried: boolean;
}

/** Which field of the form stands for one of the server's. */
const SERVER_FIELDS: Partial<Record<FieldName, string>> = { key: "key", label: "label", issuer: "provider", secret: "client_secret", domains: "domains", rules: "groups" };

export function ProviderDrawer({ provider: opened, taken, base, onSaved, onClose }: ProviderDrawerProps) {
  const t = useT(ssoWords);
  const label = useLabel();
  const client = useQueryClient();
  const form = useId();
  // As it was when it was opened: what somebody else saves meanwhile is refused by its version, and not mixed in.
  const [before] = useState(opened);
  const [draft, setDraft] = useState<Draft>(() => (before ? draftOf(before) : NEW));
  const [tries, setTries] = useState(0);
  const tried = tries > 0;
  const wrong = faults(draft, before, taken);
  const save = useMutation({
    mutationFn: () => ssoProviderPut(draft.key, bodyOf(draft, before)),
    onSuccess: (state) => {
      client.setQueryData(ssoKeys.all(), state);
      toast({ message: t("saved", { name: label(state.providers.find(({ key }) => key === draft.key)?.label) }), tone: "success" });
      onSaved(draft.key);
    },
    onError: (error) => isApiError(error, "version_conflict") && void client.invalidateQueries({ queryKey: ssoKeys.all() }),
  });
  const set = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    save.reset();
  };
  const said = (name: FieldName) => {
    const field = SERVER_FIELDS[name];
    return field !== undefined && isApiError(save.error) ? save.error.field(field) : null;
  };
  // What is wrong with a rule stands at its row.
  const fault = (name: FieldName) => said(name) ?? (tried && wrong[name] && name !== "rules" ? t(`fault.${wrong[name]}`) : null);
  const isShown = (Object.keys(SERVER_FIELDS) as FieldName[]).some((name) => said(name) !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (Object.keys(wrong).length === 0 && !save.isPending) save.mutate();
  };
  // The form is long: what is wrong is brought into sight.
  const body = useRef<HTMLFormElement>(null);
  useEffect(() => body.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(), [tries, isShown]);
  const refused = isApiError(save.error, "version_conflict") ? t("conflict") : save.error && !isShown ? errorWords(save.error, t) : null;
  const some = isShown || (tried && Object.keys(wrong).length > 0) ? t("fault.some") : null;
  const part: PartProps = { draft, before, set, fault, isTried: tried };
  const addresses = addressesOf(base, draft.key);
  return (
    <Drawer
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={before ? t("edit.title", { name: label(before.label) }) : t("new.title")}
      width={600}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} variant="primary" isPending={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form ref={body} id={form} className="stack sso-form" onSubmit={submit} noValidate>
        <FormSection title={t("there")} description={t("there.words")}>
          <CopyField label={t("there.redirect")} value={addresses.redirect} />
          <CopyField label={t("there.logout")} value={draft.key === "" ? "" : addresses.logout} description={t(draft.key === "" ? "there.noKey" : "there.logout.help")} />
          <CopyField label={t("there.after")} value={addresses.afterLogout} />
        </FormSection>
        <Connection {...part} />
        <FormSection title={t("accounts")} description={t("accounts.words")}>
          <Switch isSelected={draft.makesAccounts} onChange={(makesAccounts) => set({ makesAccounts })}>
            {t("accounts.on")}
          </Switch>
          {draft.makesAccounts && (
            <>
              <TagField label={t("accounts.domains")} value={draft.domains} onChange={(domains) => set({ domains })} description={t("accounts.domains.help")} error={fault("domains")} isRequired />
              <p className="meta">{t("accounts.noRoles")}</p>
            </>
          )}
        </FormSection>
        <GroupRules {...part} />
        <MoreSettings {...part} />
        <FormError>{refused ?? some}</FormError>
      </form>
    </Drawer>
  );
}
