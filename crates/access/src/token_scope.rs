//! What a token may be used for, as words: `records:read:account`, `records:write:*`, `export`, `admin:audit.read`.
//!
//! A scope gives nothing. It says which of its owner's rights a token may use, and the token has no others.
//!
//! Not here: who owns a token, or how one is proved (`identity`).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use model::{Label, ObjectName};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Action, Capability};

/// The most scopes one token holds.
const MAX_SCOPES: usize = 100;

/// What may be done with records of the objects a scope names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// View them and their history.
    Read,
    /// Make and change them.
    Write,
    /// Put them into the recycle bin, take them out of it.
    Delete,
    /// Give them to another owner.
    Transfer,
}

impl Verb {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Delete, Self::Transfer];

    /// As in a scope.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Transfer => "transfer",
        }
    }

    fn covers(self, action: Action) -> bool {
        match self {
            Self::Read => matches!(action, Action::View | Action::History),
            Self::Write => matches!(action, Action::Create | Action::Edit | Action::Bulk),
            Self::Delete => matches!(action, Action::Delete | Action::Bulk),
            Self::Transfer => action == Action::Transfer,
        }
    }
}

/// The objects a scope names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Objects {
    /// Every one, also those made later.
    All,
    /// That one.
    One(ObjectName),
}

impl Objects {
    fn hold(&self, object: &ObjectName) -> bool {
        match self {
            Self::All => true,
            Self::One(name) => name == object,
        }
    }
}

/// One use of a token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenScope {
    /// Records of some objects.
    Records(Verb, Objects),
    /// Records that may be read leave as a file.
    Export,
    /// The objects and fields there are, of the records that may be read.
    MetadataRead,
    /// Colleagues and teams.
    DirectoryRead,
    /// Who the owner is, and what they may do.
    ProfileRead,
    /// A right over the system itself, while the owner has it.
    Admin(Capability),
}

/// The text names no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such scope")]
pub struct UnknownScope;

impl FromStr for TokenScope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        match text {
            "export" => return Ok(Self::Export),
            "metadata:read" => return Ok(Self::MetadataRead),
            "directory:read" => return Ok(Self::DirectoryRead),
            "profile:read" => return Ok(Self::ProfileRead),
            _ => {}
        }
        if let Some(name) = text.strip_prefix("admin:") {
            let known = Capability::ALL.into_iter().find(|capability| capability.as_str() == name);
            return known.map(Self::Admin).ok_or(UnknownScope);
        }
        let (verb, object) =
            text.strip_prefix("records:").and_then(|rest| rest.split_once(':')).ok_or(UnknownScope)?;
        let verb = Verb::ALL.into_iter().find(|known| known.as_str() == verb).ok_or(UnknownScope)?;
        let objects = match object {
            "*" => Objects::All,
            name => Objects::One(ObjectName::new(name).map_err(|_| UnknownScope)?),
        };
        Ok(Self::Records(verb, objects))
    }
}

impl fmt::Display for TokenScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Records(verb, Objects::All) => write!(f, "records:{}:*", verb.as_str()),
            Self::Records(verb, Objects::One(name)) => write!(f, "records:{}:{name}", verb.as_str()),
            Self::Export => f.write_str("export"),
            Self::MetadataRead => f.write_str("metadata:read"),
            Self::DirectoryRead => f.write_str("directory:read"),
            Self::ProfileRead => f.write_str("profile:read"),
            Self::Admin(capability) => write!(f, "admin:{capability}"),
        }
    }
}

impl TokenScope {
    /// Whether everything this scope allows is allowed by the other one.
    pub fn within(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Records(verb, _), Self::Records(wider, Objects::All)) => verb == wider,
            _ => self == other,
        }
    }

    /// What it lets a program do, for whoever is asked to allow it. `object` is the object's name as people read it.
    pub fn sentence(&self, object: &Label) -> Label {
        let of = |zh: &str, en: &str| Label::new(zh.replace("{}", &object.zh), en.replace("{}", &object.en));
        match self {
            Self::Records(Verb::Read, _) => of("读取你能看到的{}", "Read the {} that you can see"),
            Self::Records(Verb::Write, _) => of("以你的名义新建和修改{}", "Make and change {} in your name"),
            Self::Records(Verb::Delete, _) => {
                of("以你的名义删除和恢复{}", "Delete and restore {} in your name")
            }
            Self::Records(Verb::Transfer, _) => {
                of("以你的名义把{}转给他人", "Give {} to other owners in your name")
            }
            Self::Export => {
                Label::new("把你能导出的记录整批导出为文件", "Take records that you may export out as files")
            }
            Self::MetadataRead => {
                Label::new("查看可读记录的对象和字段定义", "See how the records it may read are defined")
            }
            Self::DirectoryRead => Label::new("查看同事与团队", "See your colleagues and the teams"),
            Self::ProfileRead => Label::new("查看你是谁以及你的权限", "See who you are and what you may do"),
            Self::Admin(capability) => {
                let right = capability.label();
                Label::new(
                    format!("使用你的管理权限：{}", right.zh),
                    format!("Use your right to: {}", right.en),
                )
            }
        }
    }
}

/// All uses of a token: a set, written as a list separated by spaces (RFC 6749 section 3.3).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TokenScopes(BTreeSet<TokenScope>);

impl TokenScopes {
    /// Reads a list separated by spaces.
    ///
    /// # Errors
    /// [`UnknownScope`] when a word is none, or there are more than a hundred.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        Self::of(text.split(' ').filter(|word| !word.is_empty()))
    }

    /// Reads scopes one by one.
    ///
    /// # Errors
    /// As [`TokenScopes::parse`].
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownScope> {
        let scopes: BTreeSet<TokenScope> = words.into_iter().map(str::parse).collect::<Result<_, _>>()?;
        if scopes.len() > MAX_SCOPES { Err(UnknownScope) } else { Ok(Self(scopes)) }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes, in order.
    pub fn iter(&self) -> impl Iterator<Item = &TokenScope> {
        self.0.iter()
    }

    /// Whether that very scope is held.
    pub fn has(&self, scope: &TokenScope) -> bool {
        self.0.contains(scope)
    }

    /// Whether records of any object may be used so.
    pub fn any(&self, verb: Verb) -> bool {
        self.0.iter().any(|scope| matches!(scope, TokenScope::Records(held, _) if *held == verb))
    }

    /// Whether an action on records of the object is covered. To export, the records must be readable too. Nothing
    /// covers importing: an import goes on after the request, as its maker.
    pub fn cover(&self, object: &ObjectName, action: Action) -> bool {
        let records = |action: Action| {
            self.0.iter().any(|scope| {
                matches!(scope, TokenScope::Records(verb, objects) if verb.covers(action) && objects.hold(object))
            })
        };
        match action {
            Action::Import => false,
            Action::Export => self.0.contains(&TokenScope::Export) && records(Action::View),
            action => records(action),
        }
    }

    /// Whether a right over the system is covered.
    pub fn cover_capability(&self, capability: Capability) -> bool {
        self.0.contains(&TokenScope::Admin(capability))
    }

    /// Whether all of these are covered by the others.
    pub fn within(&self, others: &Self) -> bool {
        self.0.iter().all(|scope| others.0.iter().any(|other| scope.within(other)))
    }

    /// Those of these that the others cover.
    #[must_use]
    pub fn capped(&self, others: &Self) -> Self {
        let narrower = |scope: &TokenScope| {
            let kept = others.0.iter().any(|other| scope.within(other)).then(|| scope.clone());
            let inner = others.0.iter().filter(|other| other.within(scope)).cloned();
            kept.into_iter().chain(inner).collect::<Vec<_>>()
        };
        Self(self.0.iter().flat_map(narrower).collect())
    }
}

impl fmt::Display for TokenScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{scope}")?;
        }
        Ok(())
    }
}

/// A list of words.
impl Serialize for TokenScopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl<'de> Deserialize<'de> for TokenScopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        Self::of(words.iter().map(String::as_str)).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> TokenScopes {
        TokenScopes::parse(text).unwrap()
    }

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for text in [
            "records:read:account",
            "records:write:*",
            "records:delete:c_thing",
            "records:transfer:*",
            "export",
            "metadata:read",
            "directory:read",
            "profile:read",
            "admin:users.manage",
            "admin:security.manage",
        ] {
            assert_eq!(text.parse::<TokenScope>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "*",
            "records",
            "records:read",
            "records:import:*",
            "records:read:Account",
            "admin:*",
            "Export",
        ] {
            assert!(bad.parse::<TokenScope>().is_err(), "{bad}");
        }
        let many: Vec<String> = (0..101).map(|n| format!("records:read:o{n}")).collect();
        assert!(TokenScopes::of(many.iter().map(String::as_str)).is_err());
    }

    #[test]
    fn scopes_cover_what_they_name_and_nothing_else() {
        let account = ObjectName::new("account").unwrap();
        let covered = |text: &str| -> Vec<&str> {
            let held = scopes(text);
            Action::ALL
                .into_iter()
                .filter(|action| held.cover(&account, *action))
                .map(Action::as_str)
                .collect()
        };
        assert_eq!(covered("records:read:account"), ["view", "history"]);
        assert_eq!(covered("records:write:*"), ["create", "edit", "bulk"]);
        assert_eq!(covered("records:delete:account"), ["delete", "bulk"]);
        assert_eq!(covered("records:read:contact records:write:lead admin:users.manage"), [""; 0]);
        assert_eq!(covered("export"), [""; 0]);
        assert_eq!(covered("export records:read:*"), ["view", "export", "history"]);
    }

    #[test]
    fn a_cap_keeps_what_both_allow() {
        let wanted = scopes("records:read:* records:write:account export");
        assert!(scopes("records:read:account").within(&wanted));
        assert!(!scopes("records:read:account admin:audit.read").within(&wanted));
        assert!(!wanted.within(&scopes("records:read:account")));
        assert_eq!(
            wanted.capped(&scopes("records:read:contact records:write:*")).to_string(),
            "records:read:contact records:write:account"
        );
        assert!(wanted.capped(&TokenScopes::default()).is_empty());
    }
}
