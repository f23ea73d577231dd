//! Ids. One newtype a thing, so that a user's id can't be handed where a record's is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Clock, Entropy};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh UUIDv7 (RFC 9562 section 5.7): sortable by creation time in milliseconds, 74 random bits.
            pub fn fresh(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                Self(fresh_uuid(clock, entropy))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<$name> for crate::Scalar {
            fn from(id: $name) -> Self {
                crate::Scalar::Id(id.0)
            }
        }
    };
}

id!(
    /// A record of any business object.
    RecordId
);
id!(
    /// A person who can sign in, or a named principal of the system itself.
    UserId
);
id!(
    /// A team in the tree of teams.
    TeamId
);
id!(
    /// One signed-in session on one device.
    SessionId
);
id!(
    /// A stored file.
    FileId
);
id!(
    /// One import, from upload to its report.
    ImportId
);
id!(
    /// A saved view of a list or board.
    ViewId
);
id!(
    /// A token by which a program asks in a person's name.
    TokenId
);
id!(
    /// A registered program that people may let act for them.
    AppId
);

fn fresh_uuid(clock: &dyn Clock, entropy: &dyn Entropy) -> Uuid {
    let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    let mut random = [0u8; 10];
    entropy.fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
