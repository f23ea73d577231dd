//! Who asks, from where, in which language and zone. Every call of this room begins with one.

use access::Principal;
use model::{Locale, SessionId};

/// The principal of a request with what the log and the answer's form need to know.
#[derive(Clone)]
pub struct Caller {
    /// Who, with all rights.
    pub principal: Principal,
    /// The signed-in session, if the caller is a person in a browser.
    pub session: Option<SessionId>,
    /// The network address the request came from.
    pub address: Option<String>,
    /// The language of labels and of errors.
    pub locale: Locale,
    /// The IANA time zone in which days, weeks and months begin, such as `Asia/Shanghai`.
    pub zone: String,
}
