/** The rules about unusual sign-ins, the help desk, leavers and movers: one setting of the server, saved together. */
import { useQuery } from "@tanstack/react-query";
import { isApiError } from "../../lib/api/error";
import { safetyKeys, safetyRules, safetyRulesPut } from "../../lib/api/safety";
import type { SafetyRules } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { PageHead } from "../../lib/page";
import { SecurityArea } from "../../parts/areas";
import { Unsaved } from "../../parts/Unsaved";
import { differing, useSetting } from "../../parts/useSetting";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { FormError } from "../../ui/FormRow";
import { Countries } from "./Countries";
import { type Draft, draftFrom, faultsOf, type FigureName, LIMITS, rulesFrom } from "./draft";
import { PeopleRules } from "./PeopleRules";
import { SessionLength } from "./SessionLength";
import { Thresholds } from "./Thresholds";
import { Weights } from "./Weights";
import "../../parts/parts.css";
import "./risk.css";

export interface RulesProps {
  draft: Draft;
  onChange(patch: Partial<Draft>): void;
  /** The words beside a field; null when all is well. */
  fault(name: FigureName | "countries" | "items"): string | null;
}

/** What the server calls the fields. */
const FIELDS = {
  notify: "risk.notify_at",
  confirm: "risk.step_up_at",
  block: "risk.block_at",
  countries: "risk.countries",
  dueHours: "leavers.due_hours",
  items: "leavers.items",
  dueDays: "movers.due_days",
} as const;

export function RiskPage() {
  const t = useT(riskWords);
  const rules = useQuery({ queryKey: safetyKeys.rules(), queryFn: ({ signal }) => safetyRules(signal) });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")} />
      <SecurityArea current="risk" />
      {rules.data ? <Editor saved={rules.data} /> : <Waiting query={rules} />}
    </div>
  );
}

function Editor({ saved }: { saved: SafetyRules }) {
  const t = useT(riskWords);
  const setting = useSetting({
    queryKey: safetyKeys.rules(),
    saved,
    draftOf: draftFrom,
    put: (draft, before) => safetyRulesPut(differing(rulesFrom(before), rulesFrom(draft))),
    said: t("saved"),
  });
  const { draft, save } = setting;
  const faults = faultsOf(draft);
  const change = (patch: Partial<Draft>) => setting.change({ ...draft, ...patch });
  const refused = (name: keyof typeof FIELDS) => (isApiError(save.error) ? save.error.field(FIELDS[name]) : null);
  const fault: RulesProps["fault"] = (name) => {
    const found = name === "items" ? undefined : faults[name];
    if (found === "number" && name !== "countries" && name !== "items") return t("fault.number", { min: LIMITS[name][0], max: LIMITS[name][1] });
    if (found && found !== "number") return t(`fault.${found}`);
    // The list is sound as far as can be told from here: what is wrong with it is that the reader is not on it.
    return name === "countries" && refused(name) !== null ? t("countries.here") : refused(name);
  };
  const isBeside = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).some((name) => refused(name) !== null);
  const both = { draft, onChange: change, fault };
  return (
    <div className="risk">
      <p className="risk-words">{t("words")}</p>
      <Thresholds {...both} />
      <Weights />
      <Countries {...both} />
      <PeopleRules {...both} />
      <SessionLength />
      <FormError>{save.error && !isBeside ? errorWords(save.error, t) : null}</FormError>
      <Unsaved isDirty={setting.isDirty} onDiscard={setting.discard}>
        <Button variant="primary" isPending={save.isPending} isDisabled={Object.keys(faults).length > 0} onPress={() => save.mutate()}>
          {t("save")}
        </Button>
      </Unsaved>
    </div>
  );
}
