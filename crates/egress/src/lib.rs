//! The one way out: HTTP to hosts that may be asked, mail by SMTP, short messages by signed gateways.
//!
//! Nothing else in the house opens a connection to another machine, the database's driver aside. Whom the program may
//! reach is one value, [`Reach`]; the [`Door`] asks it for every address before a connection is opened, and the address
//! that was asked about is the one connected to. Whose certificates are believed is another, [`Trust`]. With both,
//! [`HttpOut`] sends a request, [`MailOut`] a mail and [`SmsOut`] a short message.
//!
//! Not here: what a message says, who receives it, and whether it is sent again: the caller's. Receiving anything.

mod digest;
mod door;
mod http_out;
mod mail;
mod reach;
mod secret;
mod sms;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod trust;

pub use door::Door;
pub use http_out::{HttpError, HttpOut, Limits};
pub use mail::{
    DkimSettings, Mail, MailError, MailOut, MailSettings, MailSettingsError, Party, Reply, Security,
};
pub use reach::{Listed, Reach, ReachError, Refusal};
pub use secret::Sealed;
pub use sms::{
    AliyunSettings, GenericSettings, PhoneNumber, SmsError, SmsMessage, SmsOut, SmsSettings,
    SmsSettingsError, Template, TencentSettings,
};
pub use trust::{Trust, TrustError};
