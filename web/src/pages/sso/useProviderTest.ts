/** Asking a service whether it answers as it must; what it said stands at its row until it is asked again. */
import { useState } from "react";
import { ssoProviderTest } from "../../lib/api/sso";

export interface TestResult {
  isPending: boolean;
  /** Null: it works. */
  code?: string | null;
  error?: unknown;
}

export interface ProviderTest {
  of(key: string): TestResult | undefined;
  run(key: string): void;
}

export function useProviderTest(): ProviderTest {
  const [results, setResults] = useState<Readonly<Record<string, TestResult>>>({});
  const put = (key: string, result: TestResult) => setResults((all) => ({ ...all, [key]: result }));
  const run = (key: string) => {
    put(key, { isPending: true });
    ssoProviderTest(key).then(
      ({ code }) => put(key, { isPending: false, code }),
      (error: unknown) => put(key, { isPending: false, error }),
    );
  };
  return { of: (key) => results[key], run };
}
