//! What holds somebody's name, where they were, or a secret prints as its type and nothing more: in a log nobody looks for
//! either. The list stands in one place, so that one sees what is on it; rows of the database have theirs in `store`.
//!
//! `Zeroizing` wipes what it holds and prints it all the same.

use std::fmt;

use crate::factors::{Bound, Enroller, PersonCoverage};
use crate::help_desk::{HelpCall, HelpCode};
use crate::people::{Invited, Leaver, RightsReview};
use crate::post::LetterKind;
use crate::sessions::SessionInfo;
use crate::sign_in::{Entry, Step};
use crate::sso::{SsoBegun, SsoBrowser, SsoWish};
use crate::{Device, DeviceInfo};

macro_rules! sealed {
    ($($sealed:ty: $name:literal),+ $(,)?) => {
        $(impl fmt::Debug for $sealed {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!($name, " [sealed]"))
            }
        })+
    };
}

sealed!(
    Bound: "Bound",
    Device: "Device",
    DeviceInfo: "DeviceInfo",
    Enroller: "Enroller",
    Entry: "Entry",
    HelpCall: "HelpCall",
    HelpCode: "HelpCode",
    Invited: "Invited",
    Leaver: "Leaver",
    LetterKind: "LetterKind",
    PersonCoverage: "PersonCoverage",
    RightsReview: "RightsReview",
    SessionInfo: "SessionInfo",
    SsoBegun: "SsoBegun",
    SsoBrowser<'_>: "SsoBrowser",
    SsoWish: "SsoWish",
    Step: "Step",
);

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    #[test]
    fn neither_a_secret_nor_where_somebody_was_is_printed() {
        let secret = || Zeroizing::new("s3cret".to_owned());
        let browser = SsoBrowser { cookie: Some("s3cret"), flow: Some("s3cret"), acting: None };
        let code = HelpCode { code: secret(), expires_at: jiff::Timestamp::UNIX_EPOCH };
        let device =
            Device { address: Some("s3cret".into()), user_agent: "s3cret".into(), tokens: Vec::new() };
        let begun = SsoBegun { url: "s3cret".into(), cookie: "s3cret".into() };
        let letter = LetterKind::Code { phone: Some(secret()), code: secret(), minutes: 1 };
        for printed in [
            format!("{browser:?}"),
            format!("{code:?}"),
            format!("{device:?}"),
            format!("{begun:?}"),
            format!("{:?}", SsoWish::StepUp("s3cret".into())),
            format!("{:?}", Enroller::Flow(secret())),
            format!("{letter:?}"),
        ] {
            assert!(printed.ends_with(" [sealed]") && !printed.contains("s3cret"), "{printed}");
        }
    }
}
