//! Who works at the company of the tests.
//!
//! East is the region; Shanghai and Hangzhou are its teams. `admin` made the installation and so holds both sides
//! of the separation of duties; `operator` only runs the system, `officer` only watches over it.

/// Everybody's password.
pub(crate) const PASSWORD: &str = "teal river boat nine";

/// Who there is: a short name for the tests, a name, a team, a role.
pub(super) const PEOPLE: [(&str, &str, Option<&str>, Option<&str>); 12] = [
    ("director", "Zhou Min", Some("East"), Some("sales_manager")),
    ("manager", "Wang Lei", Some("Shanghai"), Some("sales_manager")),
    ("rep", "Li Na", Some("Shanghai"), Some("sales_rep")),
    ("other", "Chen Jie", Some("Hangzhou"), Some("sales_rep")),
    ("rival", "Hu Bo", Some("Hangzhou"), Some("sales_manager")),
    ("operator", "Sun Qi", None, Some("administrator")),
    ("officer", "He Rui", None, Some("security_officer")),
    ("auditor", "Ma Ling", None, Some("auditor")),
    ("marketing", "Gao Yue", None, Some("marketing")),
    ("service", "Lin Tao", None, Some("service_agent")),
    ("reader", "Xu Fang", None, Some("read_only")),
    ("stranger", "Nobody Knows", None, None),
];

/// The teams, each with the one above and who manages it.
pub(super) const TEAMS: [(&str, Option<&str>, &str); 3] =
    [("East", None, "director"), ("Shanghai", Some("East"), "manager"), ("Hangzhou", Some("East"), "rival")];

/// The address somebody signs in with.
pub(crate) fn email_of(who: &str) -> String {
    format!("{who}@yunling.example")
}
