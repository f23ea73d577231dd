//! As whom a command works.

use access::{Principal, SystemName};
use records::Caller;
use server::{House, caller_on_behalf};

/// The person with that address, or the command line itself.
pub(super) fn caller(house: &House, email: Option<&str>) -> anyhow::Result<Caller> {
    let nobody = || anyhow::anyhow!("there is nobody active with that address");
    let Some(email) = email else {
        return caller_on_behalf(&house.identity, SystemName::CommandLine.id()).ok_or_else(nobody);
    };
    let directory = house.identity.directory();
    let has_it = |user: &&access::User| {
        let profile = house.identity.profile(user.id);
        profile
            .and_then(|profile| profile.email.clone())
            .is_some_and(|known| known.eq_ignore_ascii_case(email))
    };
    let user = directory.users().find(has_it).ok_or_else(nobody)?;
    let caller = caller_on_behalf(&house.identity, user.id).ok_or_else(nobody)?;
    let principal = Principal::person(&directory, user.id, None).ok_or_else(nobody)?;
    Ok(Caller { principal, ..caller })
}
