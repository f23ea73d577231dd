/** The two words of a call: in the reader's language, and smaller in the other one, for the other side may read that. */
import type { HelpCall } from "../../lib/api/types";
import { useLanguage, useT } from "../../lib/i18n";
import { helpDeskWords } from "../../lib/i18n/dict/helpDesk";
import "./help.css";

export function CallWords({ words }: { words: HelpCall["words"] }) {
  const t = useT(helpDeskWords);
  const language = useLanguage();
  const other = language === "zh" ? "en" : "zh";
  return (
    <p className="help-words">
      <strong>{words[language].join(t("words.between"))}</strong>
      <span className="meta" lang={other}>
        {words[other].join(other === "zh" ? "、" : ", ")}
      </span>
    </p>
  );
}
