/** Signing in with a passkey, without typing anything. */
import { Fingerprint } from "lucide";
import { isRefused } from "../../lib/api/error";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { passkeyFault } from "../../lib/webauthn";
import { Button } from "../../ui/Button";
import { FormError } from "../../ui/FormRow";
import type { PasskeyEntry } from "./usePasskeyEntry";

export function PasskeyButton({ entry, isOnly }: { entry: PasskeyEntry; isOnly?: boolean }) {
  const t = useT(signin);
  const words = (error: unknown): string | null => {
    if (!error) return null;
    const fault = passkeyFault(error);
    if (fault) return t(fault === "cancelled" ? "passkey.cancelled" : "passkey.unavailable");
    return isRefused(error, "factor_failed") ? t("passkey.refused") : errorWords(error, t);
  };
  return (
    <>
      <Button variant={isOnly ? "primary" : "secondary"} size="large" isWide icon={Fingerprint} onPress={entry.enter} isPending={entry.isPending} autoFocus={isOnly}>
        {t("passkey")}
      </Button>
      <FormError>{words(entry.error)}</FormError>
    </>
  );
}
