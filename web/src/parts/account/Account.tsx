/**
 * What may be done about somebody's account, besides what they are called and may do: their second steps, links, devices and tokens. For whoever
 * manages users or security; each part shows nothing where its reader may not see it.
 */
import { UserDevices } from "../compromised/UserDevices";
import { UserLinks } from "./UserLinks";
import { type AccountOf, UserSecurity } from "./UserSecurity";
import { UserTokens } from "./UserTokens";

export interface AccountProps {
  user: AccountOf;
  isSelf: boolean;
  /** Shows the way to what the account did: not where one stands there. */
  isLinked?: boolean;
}

export function Account({ user, isSelf, isLinked = true }: AccountProps) {
  return (
    <>
      <UserSecurity user={user} isSelf={isSelf} />
      <UserLinks user={user} isSelf={isSelf} />
      <UserDevices user={user} isLinked={isLinked} />
      <UserTokens user={user} />
    </>
  );
}
