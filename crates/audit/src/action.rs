//! What can be done, as a closed list. The text of each is stable: it stands in the log for ever and
//! in the API's filter. A new act is a new line here, never a free text.

use std::fmt;
use std::str::FromStr;

use crate::UnknownText;

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownText;

            fn from_str(text: &str) -> Result<Self, UnknownText> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(UnknownText),
                }
            }
        }
    };
}

texts!(
    /// What was done, or tried.
    Action {
        /// A person proved who they are and got a session.
        SignIn = "sign_in",
        /// Somebody tried and did not.
        SignInFailed = "sign_in_failed",
        /// A person ended their own session.
        SignOut = "sign_out",
        /// A session was ended from elsewhere, or ran out.
        SessionEnded = "session_ended",
        /// The first administrator was made.
        Setup = "setup",
        /// Somebody was invited.
        Invited = "invited",
        /// An invitation was used.
        InvitationAccepted = "invitation_accepted",
        /// A password was changed.
        PasswordChanged = "password_changed",
        /// A second factor was bound, renamed or removed, or recovery codes were made.
        FactorChanged = "factor_changed",
        /// A person proved anew who they are, within their session.
        SteppedUp = "stepped_up",
        /// Another password was asked for by mail, or set by the mailed link.
        PasswordReset = "password_reset",
        /// The wait after too many failures was lifted.
        Unlocked = "unlocked",
        /// A person was linked with a provider of single sign-on.
        SsoLinked = "sso_linked",
        /// A person was unlinked from one.
        SsoUnlinked = "sso_unlinked",
        /// A code or link was sent.
        CodeSent = "code_sent",
        /// One record was seen.
        View = "view",
        /// A page of a list was seen.
        List = "list",
        /// Search results were seen.
        Search = "search",
        /// The history of a record was seen.
        HistoryView = "history_view",
        /// A record was made.
        Create = "create",
        /// A record was changed.
        Update = "update",
        /// A record went into the recycle bin.
        Delete = "delete",
        /// A record came back from the recycle bin.
        Restore = "restore",
        /// A selection was changed.
        Bulk = "bulk",
        /// Records left as a file.
        Export = "export",
        /// Records came in from a file.
        Import = "import",
        /// A masked value was shown in clear.
        Reveal = "reveal",
        /// Something was refused.
        Denied = "denied",
        /// An account changed.
        UserChanged = "user_changed",
        /// A team changed.
        TeamChanged = "team_changed",
        /// A role changed.
        RoleChanged = "role_changed",
        /// Objects or fields changed.
        MetadataChanged = "metadata_changed",
        /// A setting of the company changed.
        SettingChanged = "setting_changed",
        /// A saved view was made, changed or removed.
        ViewChanged = "view_changed",
        /// The log itself was read.
        AuditRead = "audit_read",
        /// The log was verified.
        AuditVerified = "audit_verified",
        /// A key was made.
        KeyCreated = "key_created",
        /// A key got a new version.
        KeyRotated = "key_rotated",
        /// A person's key was erased.
        KeyErased = "key_erased",
        /// The program started on this node.
        Start = "start",
        /// The program stopped on this node.
        Stop = "stop",
        /// A file's bytes were read.
        FileRead = "file_read",
        /// A file was added.
        FileAdded = "file_added",
        /// Uploads that no record took were removed.
        FilesSwept = "files_swept",
        /// Somebody looked up why another person can or can't do a thing.
        AccessExplained = "access_explained",
        /// An account was said to be compromised; all that gives access to it ended.
        Compromised = "compromised",
        /// A device was said to be lost; what was on it ended.
        DeviceLost = "device_lost",
        /// A person left the company.
        Left = "left",
        /// A person's list of what is to be done after they left changed.
        LeaverChanged = "leaver_changed",
        /// The rights of a person who moved were confirmed.
        RightsConfirmed = "rights_confirmed",
        /// A person had a code made to read out to the help desk.
        HelpCodeMade = "help_code_made",
        /// The help desk entered a code that somebody read out.
        HelpCodeChecked = "help_code_checked",
        /// The help desk announced a call.
        HelpCall = "help_call",
        /// A token of a program was made, revoked or refused, or the rules of tokens changed.
        TokenChanged = "token_changed",
        /// A program was registered, approved, refused or revoked.
        AppChanged = "app_changed",
        /// A person let a program act for them, or no longer.
        AppAllowed = "app_allowed",
    }
);

texts!(
    /// How it ended.
    Outcome {
        /// It was done.
        Done = "done",
        /// It was not allowed.
        Denied = "denied",
        /// It was allowed and did not work.
        Failed = "failed",
    }
);

texts!(
    /// What sort of actor.
    ActorKind {
        /// A person.
        Person = "person",
        /// A named principal of the system itself.
        System = "system",
        /// Nobody known, such as a failed sign-in.
        Nobody = "nobody",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back_as_itself() {
        for action in Action::ALL {
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(*outcome));
        }
        for kind in ActorKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert_eq!("Sign_in".parse::<Action>(), Err(UnknownText));
    }
}
