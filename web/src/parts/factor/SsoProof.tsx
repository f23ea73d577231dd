/** Proving anew at the sign-in service who one is: for whoever has nothing here to prove it with. The page is left and come back to. */
import { signInInfo } from "../../lib/api/flow";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { useLoaded } from "../../lib/submit";
import { SsoButtons } from "../SsoButtons";

/** The service's name is known to everybody, and told in no other place. */
export function SsoProof({ provider }: { provider: string }) {
  const t = useT(factorWords);
  const found = useLoaded("sign-in", signInInfo);
  const named = found.data?.sso.filter(({ key }) => key === provider) ?? [];
  const sso = named.length > 0 || (found.data === null && found.error === null) ? named : [{ key: provider, label: { zh: provider, en: provider } }];
  return (
    <div className="factor-way">
      <p>{t("way.sso")}</p>
      <SsoButtons sso={sso} word="prove" errand={{ step_up: true }} next={location.pathname + location.search + location.hash} isMain />
    </div>
  );
}
