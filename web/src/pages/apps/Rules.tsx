/** The company's rules for tokens and apps. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { programKeys, tokenRules, tokenRulesPut } from "../../lib/api/programs";
import type { TokenRules } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { Unsaved } from "../../parts/Unsaved";
import { differing, useSetting } from "../../parts/useSetting";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError, FormRow, FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { isFigure, MOST, type RulesDraft, rulesDraft, rulesOf } from "./draft";

export function Rules() {
  const t = useT(appWords);
  const rules = useQuery({ queryKey: programKeys.rules(), queryFn: ({ signal }) => tokenRules(signal) });
  return (
    <FormSection title={t("rules")} description={t("rules.words")}>
      <Waiting query={rules} lines={4} />
      {rules.data && <Editor saved={rules.data} />}
    </FormSection>
  );
}

function Editor({ saved }: { saved: TokenRules }) {
  const t = useT(appWords);
  const [isAsking, setAsking] = useState(false);
  const setting = useSetting({
    queryKey: programKeys.rules(),
    saved,
    draftOf: rulesDraft,
    put: (draft, before) => tokenRulesPut(differing(rulesOf(before) ?? saved, rulesOf(draft) ?? saved)),
    said: t("rules.saved"),
    onSettled: () => setAsking(false),
  });
  const { draft, save } = setting;
  const isSound = rulesOf(draft) !== null;
  const change = (patch: Partial<RulesDraft>) => setting.change({ ...draft, ...patch });
  const stops = (["personal", "apps"] as const).filter((what) => saved[what] && !draft[what]);
  const press = () => {
    if (stops.length > 0) setAsking(true);
    else save.mutate();
  };
  const at = (field: keyof TokenRules) => (isApiError(save.error) ? save.error.field(field) : null);
  const figure = (name: "days" | "budget") => (isFigure(draft[name], MOST[name]) ? null : t("rules.number", { max: MOST[name] }));
  return (
    <div className="stack">
      <Checkbox isSelected={draft.personal} onChange={(personal) => change({ personal })}>
        {t("rules.personal")}
        <span className="programs-note">{t("rules.personal.help")}</span>
      </Checkbox>
      <Checkbox isSelected={draft.apps} onChange={(apps) => change({ apps })}>
        {t("rules.apps")}
        <span className="programs-note">{t("rules.apps.help")}</span>
      </Checkbox>
      <div className="apps-figures">
        <FormRow columns={2}>
          <TextField label={t("rules.days")} inputMode="numeric" value={draft.days} onChange={(days) => change({ days })} description={t("rules.days.help")} error={at("max_days") ?? figure("days")} />
          <TextField label={t("rules.budget")} inputMode="numeric" value={draft.budget} onChange={(budget) => change({ budget })} description={t("rules.budget.help")} error={at("max_records_per_hour") ?? figure("budget")} />
        </FormRow>
      </div>
      <FormError>{save.error && !at("max_days") && !at("max_records_per_hour") ? errorWords(save.error, t) : null}</FormError>
      <Unsaved isDirty={setting.isDirty} onDiscard={setting.discard}>
        <Button variant="primary" isPending={save.isPending} isDisabled={!isSound} onPress={press}>
          {t("save")}
        </Button>
      </Unsaved>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t("rules.off.title")}
        confirmLabel={t("rules.off.confirm")}
        cancelLabel={t("cancel")}
        onConfirm={() => save.mutate()}
        isPending={save.isPending}
        isDanger
      >
        <div className="stack is-tight">
          {stops.map((what) => (
            <p key={what}>{t(`rules.off.${what}`)}</p>
          ))}
        </div>
      </ConfirmDialog>
    </div>
  );
}
