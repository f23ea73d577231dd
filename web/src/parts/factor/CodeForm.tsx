/** Six figures that go off by themselves when they are whole; the same for a proof and for a factor that is being added. */
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { Button } from "../../ui/Button";
import { CodeField } from "../../ui/CodeField";
import { useFocusAfter } from "./useFocusAfter";
import { useProof } from "./useProof";
import { Wait } from "./Wait";

export interface CodeFormProps<A> {
  label: string;
  submitLabel: string;
  run(code: string): Promise<A>;
  onDone(answer: A): void;
  onGone(): void;
  /** The words for a code that was not right. */
  failed?: string;
  /** Above the button, such as "send again". */
  foot?: ReactNode;
}

const LENGTH = 6;

export function CodeForm<A>({ label, submitLabel, run, onDone, onGone, failed, foot }: CodeFormProps<A>) {
  const t = useT(factorWords);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  /** The whole code is sent in the same breath as it is typed, before it is drawn. */
  const typed = useRef("");
  const input = useRef<HTMLInputElement>(null);
  const proof = useProof({
    run: () => run(typed.current),
    onDone,
    onGone,
    failed,
    onError: () => {
      setCode("");
      setTried(false);
      input.current?.focus();
    },
  });
  useFocusAfter(proof.waitSecs > 0, input);
  const send = (whole: string) => {
    typed.current = whole;
    proof.submit();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.length === LENGTH) send(code);
  };
  return (
    <form className="factor-way" onSubmit={submit} noValidate>
      <CodeField
        label={label}
        length={LENGTH}
        value={code}
        inputRef={input}
        onChange={(value) => {
          setCode(value);
          if (value !== "") proof.reset();
        }}
        onFull={send}
        isDisabled={proof.waitSecs > 0}
        error={proof.error ?? (tried && code.length < LENGTH && proof.waitSecs === 0 ? t("missing.code") : null)}
        autoFocus
      />
      <Wait proof={proof} />
      {foot}
      <Button type="submit" variant="primary" size="large" isWide isPending={proof.isPending} isDisabled={proof.waitSecs > 0}>
        {submitLabel}
      </Button>
    </form>
  );
}
