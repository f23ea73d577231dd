//! The words rights are made of: actions, scopes, field rights, capabilities.

use std::fmt;

use model::Label;
use serde::{Deserialize, Serialize};

/// Whose records a right reaches. Ordered: a later scope holds everything an earlier one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Nothing.
    #[default]
    None,
    /// Records I own.
    Own,
    /// Those, and records owned by a member of my team or of a team I manage.
    Team,
    /// Those, and records owned by a member of any team below these.
    TeamBelow,
    /// Every record, unowned ones too.
    All,
}

impl Scope {
    /// Every scope, narrowest first.
    pub const ALL: [Self; 5] = [Self::None, Self::Own, Self::Team, Self::TeamBelow, Self::All];

    /// As in the API, such as `team_below`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Own => "own",
            Self::Team => "team",
            Self::TeamBelow => "team_below",
            Self::All => "all",
        }
    }

    /// As people read it.
    pub fn label(self) -> Label {
        match self {
            Self::None => Label::new("无", "none"),
            Self::Own => Label::new("本人的", "their own"),
            Self::Team => Label::new("本团队的", "their team's"),
            Self::TeamBelow => Label::new("本团队及下级团队的", "their team's and those of teams below"),
            Self::All => Label::new("全部", "all"),
        }
    }
}

/// What may be done with a field's value. Ordered: a later right holds everything an earlier one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRight {
    /// Not even that it exists.
    #[default]
    Hidden,
    /// Its masked form, such as `138****5678`.
    Masked,
    /// Its value.
    Read,
    /// Its value, and to change it.
    Edit,
}

impl FieldRight {
    /// Every right, weakest first.
    pub const ALL: [Self; 4] = [Self::Hidden, Self::Masked, Self::Read, Self::Edit];

    /// As in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Masked => "masked",
            Self::Read => "read",
            Self::Edit => "edit",
        }
    }

    /// As people read it.
    pub fn label(self) -> Label {
        match self {
            Self::Hidden => Label::new("隐藏", "hidden"),
            Self::Masked => Label::new("脱敏", "masked"),
            Self::Read => Label::new("可读", "readable"),
            Self::Edit => Label::new("可编辑", "editable"),
        }
    }
}

/// What is done to records of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Read: one record, a list, a search, a count.
    View,
    /// Make a new record.
    Create,
    /// Change fields other than the owner.
    Edit,
    /// Put into the recycle bin, take out of it.
    Delete,
    /// Take many records out as a file.
    Export,
    /// Bring many records in from a file.
    Import,
    /// Give a record to another owner.
    Transfer,
    /// Do something to a selection; each record needs its own right as well.
    Bulk,
    /// Read what changed, when and by whom.
    History,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 9] = [
        Self::View,
        Self::Create,
        Self::Edit,
        Self::Delete,
        Self::Export,
        Self::Import,
        Self::Transfer,
        Self::Bulk,
        Self::History,
    ];

    /// As in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Export => "export",
            Self::Import => "import",
            Self::Transfer => "transfer",
            Self::Bulk => "bulk",
            Self::History => "history",
        }
    }

    /// The action of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }

    /// As people read it.
    pub fn label(self) -> Label {
        match self {
            Self::View => Label::new("查看", "view"),
            Self::Create => Label::new("新建", "create"),
            Self::Edit => Label::new("编辑", "edit"),
            Self::Delete => Label::new("删除", "delete"),
            Self::Export => Label::new("导出", "export"),
            Self::Import => Label::new("导入", "import"),
            Self::Transfer => Label::new("转移", "transfer"),
            Self::Bulk => Label::new("批量操作", "change in bulk"),
            Self::History => Label::new("查看历史", "see the history of"),
        }
    }
}

/// A right over the system itself, not over records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Capability {
    /// Invite, change and disable users; change teams.
    #[serde(rename = "users.manage")]
    UsersManage,
    /// Make and change roles, as far as one's own rights go.
    #[serde(rename = "roles.manage")]
    RolesManage,
    /// Make and change objects, fields, layouts and pipelines.
    #[serde(rename = "metadata.manage")]
    MetadataManage,
    /// Read and verify the audit log.
    #[serde(rename = "audit.read")]
    AuditRead,
    /// Change the company's settings.
    #[serde(rename = "settings.manage")]
    SettingsManage,
    /// Change security settings, end others' sessions.
    #[serde(rename = "security.manage")]
    SecurityManage,
}

impl Capability {
    /// Every capability.
    pub const ALL: [Self; 6] = [
        Self::UsersManage,
        Self::RolesManage,
        Self::MetadataManage,
        Self::AuditRead,
        Self::SettingsManage,
        Self::SecurityManage,
    ];

    /// As in the API, such as `users.manage`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UsersManage => "users.manage",
            Self::RolesManage => "roles.manage",
            Self::MetadataManage => "metadata.manage",
            Self::AuditRead => "audit.read",
            Self::SettingsManage => "settings.manage",
            Self::SecurityManage => "security.manage",
        }
    }

    /// Its short name.
    pub fn label(self) -> Label {
        match self {
            Self::UsersManage => Label::new("管理用户与团队", "Manage users and teams"),
            Self::RolesManage => Label::new("管理角色", "Manage roles"),
            Self::MetadataManage => Label::new("管理对象与字段", "Manage objects and fields"),
            Self::AuditRead => Label::new("查看审计日志", "Read the audit log"),
            Self::SettingsManage => Label::new("管理系统设置", "Manage settings"),
            Self::SecurityManage => Label::new("管理安全设置", "Manage security"),
        }
    }

    /// What it lets one do.
    pub fn description(self) -> Label {
        match self {
            Self::UsersManage => Label::new(
                "邀请、修改、停用用户，调整团队；不能授予自己没有的权限。",
                "Invite, change and disable users and arrange teams; never to grant rights one does not have.",
            ),
            Self::RolesManage => Label::new(
                "新建和修改角色；不能授予自己没有的权限。",
                "Make and change roles; never to grant rights one does not have.",
            ),
            Self::MetadataManage => Label::new(
                "新建和修改对象、字段、布局与销售流程。",
                "Make and change objects, fields, layouts and pipelines.",
            ),
            Self::AuditRead => {
                Label::new("查看、检索并校验审计日志。", "Read, search and verify the audit log.")
            }
            Self::SettingsManage => {
                Label::new("修改公司信息与系统设置。", "Change the company's data and the system's settings.")
            }
            Self::SecurityManage => Label::new(
                "修改安全策略，结束他人的会话，响应安全事件。",
                "Change security policy, end others' sessions, respond to incidents.",
            ),
        }
    }
}

macro_rules! display {
    ($($name:ident),*) => {
        $(impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        })*
    };
}

display!(Scope, FieldRight, Action, Capability);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_on_the_wire_are_the_words_printed() {
        let wire = |value: serde_json::Value| value.as_str().map(ToOwned::to_owned);
        for scope in Scope::ALL {
            assert_eq!(wire(serde_json::json!(scope)).as_deref(), Some(scope.as_str()));
        }
        for right in FieldRight::ALL {
            assert_eq!(wire(serde_json::json!(right)).as_deref(), Some(right.as_str()));
        }
        for action in Action::ALL {
            assert_eq!(wire(serde_json::json!(action)).as_deref(), Some(action.as_str()));
            assert_eq!(Action::parse(action.as_str()), Some(action));
        }
        for capability in Capability::ALL {
            assert_eq!(wire(serde_json::json!(capability)).as_deref(), Some(capability.as_str()));
        }
    }
}
