/** How people sign in here: which passwords are taken, who needs a second step, and who has one. Saved together. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../../lib/api/keys";
import { signInRules, signInRulesPut } from "../../lib/api/security";
import type { SignInRules } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { PageHead } from "../../lib/page";
import { SecurityArea } from "../../parts/areas";
import { Unsaved } from "../../parts/Unsaved";
import { differing, useSetting } from "../../parts/useSetting";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { FormError } from "../../ui/FormRow";
import { Coverage } from "./Coverage";
import { allowsPasswords } from "./draft";
import { FactorRules } from "./FactorRules";
import { PasskeyOnlyDialog } from "./PasskeyOnlyDialog";
import { Policies } from "./Policies";
import "../../parts/parts.css";
import "./sign-in-rules.css";

/** What is changed on one of them is still there on the next: they are one draft. */
const PLACES = ["policy", "factors", "coverage"] as const;
type Place = (typeof PLACES)[number];

export function SignInRulesPage() {
  const t = useT(signInRulesWords);
  const tab = useUrlState().get("tab");
  const place = PLACES.find((known) => known === tab) ?? "policy";
  const rules = useQuery({ queryKey: keys.signInRules(), queryFn: ({ signal }) => signInRules(signal) });
  return (
    <div className="page-body is-wide">
      <PageHead title={t("title")} />
      <SecurityArea current={place} />
      {rules.data ? <Editor saved={rules.data} place={place} /> : <Waiting query={rules} />}
    </div>
  );
}

function Editor({ saved, place }: { saved: SignInRules; place: Place }) {
  const t = useT(signInRulesWords);
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { draft, save, ...setting } = useSetting({
    queryKey: keys.signInRules(),
    saved,
    draftOf: (rules) => rules,
    put: (draft, before) => signInRulesPut(differing(before, draft)),
    said: t("saved"),
    onSaved: () => void client.invalidateQueries({ queryKey: ["security"] }),
    onSettled: () => setAsking(false),
  });
  const both = { saved, rules: draft, onChange: setting.change };
  /** From then on nobody comes in by a password. */
  const endsPasswords = allowsPasswords(saved) && !allowsPasswords(draft);
  return (
    <>
      {place === "policy" && <Policies {...both} />}
      {place === "factors" && <FactorRules {...both} />}
      {place === "coverage" && <Coverage />}
      <FormError>{save.error ? errorWords(save.error, t) : null}</FormError>
      <Unsaved isDirty={setting.isDirty} onDiscard={setting.discard}>
        <Button variant="primary" isPending={save.isPending} onPress={() => (endsPasswords ? setAsking(true) : save.mutate())}>
          {t("save")}
        </Button>
      </Unsaved>
      {isAsking && <PasskeyOnlyDialog isPending={save.isPending} onConfirm={() => save.mutate()} onClose={() => setAsking(false)} />}
    </>
  );
}
