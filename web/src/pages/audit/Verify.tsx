/** What the log promises, in honest words, and checking it now. */
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide";
import * as calls from "../../lib/api/calls";
import type { AuditCheck } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useLabel, useLanguage, useT } from "../../lib/i18n";
import { auditWords } from "../../lib/i18n/dict/audit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";

/** Chinese sentences follow each other without a space. */
function useSentences(): (...words: string[]) => string {
  const gap = useLanguage() === "zh" ? "" : " ";
  return (...words) => words.filter((entry) => entry !== "").join(gap);
}

export function Verify() {
  const t = useT(auditWords);
  const sentences = useSentences();
  const verify = useMutation({ mutationFn: () => calls.auditVerify() });
  return (
    <section className="audit-verify" aria-label={t("verify")}>
      <div className="audit-verify-row">
        <p className="meta">
          {sentences(t("words"), t("words.honest"))}
        </p>
        <Button icon={ShieldCheck} onPress={() => verify.mutate()} isPending={verify.isPending}>
          {t("verify")}
        </Button>
      </div>
      <div aria-live="polite">
        {verify.isPending && <p className="meta">{t("verify.running")}</p>}
        {verify.error && <Callout tone="danger">{errorWords(verify.error, t)}</Callout>}
        {verify.data && !verify.isPending && <Answer check={verify.data} />}
      </div>
    </section>
  );
}

function Answer({ check }: { check: AuditCheck }) {
  const t = useT(auditWords);
  const sentences = useSentences();
  const format = useFormat();
  const label = useLabel();
  if (!check.ok) {
    const bad = check.first_bad;
    return (
      <Callout tone="danger" title={t("verify.bad")}>
        {sentences(bad?.node ? t(bad.seq > 0 ? "verify.badEvent" : "verify.badChain", { node: bad.node, seq: bad.seq }) : "", label(bad?.sentence), t("verify.badWords"))}
      </Callout>
    );
  }
  return (
    <Callout tone="success" title={t("verify.ok")}>
      {sentences(t("verify.okWords", { n: check.events, at: format.dateTimeExact(check.checked_at) }), check.checkpoints ? t("verify.checkpoints", { n: check.checkpoints }) : "")}
    </Callout>
  );
}
