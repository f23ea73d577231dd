/** How long a token lasts, from where it may come, how much it may read. */
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { FormRow } from "../../ui/FormRow";
import { Select } from "../../ui/Select";
import { TagField } from "../../ui/TagField";
import { TextField } from "../../ui/TextField";
import { dayChoices, daysOf, type Limits, OWN_DAYS, type TokenDraft } from "./draft";
import type { FieldError } from "./refusal";

/** An address holds none of these. */
const BETWEEN_ADDRESSES = /[\s,，、;；]/;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface LimitFieldsProps {
  draft: TokenDraft;
  limits: Limits;
  onChange(patch: Partial<TokenDraft>): void;
  error: FieldError;
}

export function LimitFields({ draft, limits, onChange, error }: LimitFieldsProps) {
  const t = useT(tokenWords);
  const format = useFormat();
  const isOwn = draft.choice === OWN_DAYS;
  const days = daysOf(draft, limits);
  const until = days === null ? undefined : t("make.until", { when: format.dateTime(new Date(Date.now() + days * DAY_MS).toISOString()) });
  const choices = [...dayChoices(limits).map((choice) => ({ id: String(choice), label: t("make.days", { n: choice }) })), { id: OWN_DAYS, label: t("make.daysOwn") }];
  return (
    <>
      <FormRow columns={2}>
        <Select
          label={t("make.expiry")}
          items={choices}
          value={draft.choice}
          onChange={(choice) => choice !== null && onChange({ choice })}
          description={isOwn ? undefined : until}
          error={isOwn ? null : error("days")}
        />
        {isOwn && <TextField label={t("make.daysCount")} inputMode="numeric" value={draft.days} onChange={(text) => onChange({ days: text })} description={until} error={error("days")} isRequired />}
        <TextField label={t("make.budget")} inputMode="numeric" value={draft.budget} onChange={(budget) => onChange({ budget })} description={t("make.budget.help")} error={error("records_per_hour")} />
      </FormRow>
      <TagField
        label={t("make.networks")}
        value={draft.networks}
        onChange={(networks) => onChange({ networks })}
        separators={BETWEEN_ADDRESSES}
        description={t("make.networks.help")}
        error={error("networks")}
        maxTags={20}
      />
    </>
  );
}
