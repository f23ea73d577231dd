/** How people sign in here: which passwords are taken, who needs a second step, and who has one. Saved together. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { FormError } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";
import { Coverage } from "./Coverage";
import { isChanged } from "./draft";
import { FactorRules } from "./FactorRules";
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
  /** Null while nothing differs: what comes newer from the server is shown then. */
  const [changed, setChanged] = useState<SignInRules | null>(null);
  const draft = changed ?? saved;
  const isDirty = changed !== null && isChanged(saved, changed);
  const save = useMutation({
    mutationFn: () => signInRulesPut(draft),
    onSuccess: (next) => {
      client.setQueryData(keys.signInRules(), next);
      setChanged(null);
      void client.invalidateQueries({ queryKey: ["security"] });
      toast({ message: t("saved"), tone: "success" });
    },
  });
  const change = (next: SignInRules) => {
    save.reset();
    setChanged(next);
  };
  const both = { saved, rules: draft, onChange: change };
  return (
    <>
      {place === "policy" && <Policies {...both} />}
      {place === "factors" && <FactorRules {...both} />}
      {place === "coverage" && <Coverage />}
      <FormError>{save.error ? errorWords(save.error, t) : null}</FormError>
      <Unsaved isDirty={isDirty} onDiscard={() => setChanged(null)}>
        <Button variant="primary" isPending={save.isPending} onPress={() => save.mutate()}>
          {t("save")}
        </Button>
      </Unsaved>
    </>
  );
}
