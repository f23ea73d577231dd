/** Recovery codes, the one time they are shown: to be copied, kept as a file or printed, and gone once the reader says they are kept. */
import { Copy, Download, Printer } from "lucide";
import { useEffect, useRef, useState } from "react";
import { saveDownload } from "../../lib/api/client";
import { copyText } from "../../lib/copy";
import { useLanguage, useT, localeOf } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { codesText } from "./codes";
import "./enroll.css";

export interface RecoveryCodesProps {
  codes: readonly string[];
  /** Whose they are, for the file. */
  owner: string;
  onKept(): void;
}

export function RecoveryCodes({ codes, owner, onKept }: RecoveryCodesProps) {
  const t = useT(factorWords);
  const locale = localeOf(useLanguage());
  const [isKept, setKept] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const copy = async () => setSaid(t((await copyText(codes.join("\n"), list.current)) ? "codes.copied" : "codes.select"));
  // Also before sign-in, where there is no router to ask: a reload, Back and a closed tab are asked about by the browser itself.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);
  const head = t("codes.fileHead", { company: owner, date: new Date().toLocaleDateString(locale) });
  const download = () => saveDownload({ blob: new Blob([codesText(head, codes, t("codes.fileNote"))], { type: "text/plain;charset=utf-8" }), name: null }, t("codes.file"));
  return (
    <div className="codes">
      <p>{t("codes.words")}</p>
      <div className="codes-sheet">
        <p className="codes-head">{head}</p>
        <ol ref={list} className="codes-list mono" aria-label={t("codes.list")}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <p className="codes-head">{t("codes.fileNote")}</p>
      </div>
      <div className="codes-acts">
        <Button icon={Copy} onPress={() => void copy()} autoFocus>
          {t("codes.copy")}
        </Button>
        <Button icon={Download} onPress={download}>
          {t("codes.download")}
        </Button>
        <Button icon={Printer} onPress={() => print()}>
          {t("codes.print")}
        </Button>
        <span className="meta" role="status">
          {said}
        </span>
      </div>
      <Checkbox isSelected={isKept} onChange={setKept}>
        {t("codes.kept")}
      </Checkbox>
      <Button variant="primary" size="large" isWide isDisabled={!isKept} onPress={onKept}>
        {t("codes.go")}
      </Button>
    </div>
  );
}
