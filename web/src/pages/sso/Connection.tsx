/** What the service's administrator told us: where it is, and by which name and secret we are known there. */
import { useT } from "../../lib/i18n";
import { ssoWords } from "../../lib/i18n/dict/sso";
import { KEY, keyFrom } from "../../parts/keyFrom";
import { Checkbox } from "../../ui/Checkbox";
import { FormRow, FormSection } from "../../ui/FormRow";
import { Switch } from "../../ui/Switch";
import { TextField } from "../../ui/TextField";
import { LabelFields } from "../../parts/LabelFields";
import { isPlainHttp } from "./draft";
import type { PartProps } from "./ProviderDrawer";

export function Connection({ draft, before, set, fault }: PartProps) {
  const t = useT(ssoWords);
  const linked = before?.linked ?? 0;
  /** The key follows the English name until it is written by hand. */
  const follows = draft.key === "" || draft.key === keyFrom(draft.labelEn, []);
  const secretHelp = draft.takesSecretAway ? "secret.gone" : before?.client_secret_set ? "secret.set" : "secret.none";
  return (
    <FormSection title={t("here")}>
      <LabelFields
        label={t("label")}
        value={{ zh: draft.labelZh, en: draft.labelEn }}
        onChange={({ zh, en }) => {
          const key = keyFrom(en, []).slice(0, 32);
          set({ labelZh: zh, labelEn: en, ...(before === null && follows && (key === "" || KEY.test(key)) && { key }) });
        }}
        error={fault("label")}
        autoFocus={before === null}
      />
      <p className="k-field-help">{t("label.help")}</p>
      <TextField label={t("key")} value={draft.key} onChange={(key) => set({ key })} description={t("key.help")} error={fault("key")} isDisabled={before !== null} isRequired maxLength={32} />
      <TextField
        label={t("issuer")}
        type="url"
        inputMode="url"
        value={draft.issuer}
        onChange={(issuer) => set({ issuer })}
        description={linked > 0 ? t("issuer.linked", { n: linked }) : t("issuer.help")}
        error={fault("issuer")}
        isDisabled={linked > 0}
        isRequired
        maxLength={400}
      />
      {isPlainHttp(draft.issuer) && (
        <Checkbox isSelected={draft.allowHttp} onChange={(allowHttp) => set({ allowHttp })}>
          {t("allowHttp")}
        </Checkbox>
      )}
      <FormRow columns={2}>
        <TextField label={t("clientId")} value={draft.clientId} onChange={(clientId) => set({ clientId })} error={fault("clientId")} isRequired maxLength={400} />
        <TextField
          label={t("secret")}
          type="password"
          autoComplete="new-password"
          reveal
          value={draft.secret}
          onChange={(secret) => set({ secret })}
          description={t(secretHelp)}
          error={fault("secret")}
          isDisabled={draft.takesSecretAway}
          maxLength={1024}
        />
      </FormRow>
      {before?.client_secret_set && (
        <Checkbox isSelected={draft.takesSecretAway} onChange={(takesSecretAway) => set({ takesSecretAway, secret: "" })}>
          {t("secret.takeAway")}
        </Checkbox>
      )}
      <Switch isSelected={draft.on} onChange={(on) => set({ on })}>
        {t("on")}
      </Switch>
    </FormSection>
  );
}
