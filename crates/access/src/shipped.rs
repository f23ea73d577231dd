//! The roles that ship with the program (`roles/*.toml`) and those of the system's own principals
//! (`roles/system/*.toml`). The whole policy is one reviewable snapshot: `tests/policy.rs`.

use std::sync::{Arc, LazyLock};

use crate::{Role, SystemName};

/// A role file can't be read. Caught by the tests; a released program never sees it.
#[derive(Debug, thiserror::Error)]
#[error("the shipped role {role} can't be read")]
pub struct ShippedError {
    /// The file, without its ending.
    pub role: &'static str,
    /// What is wrong with it.
    #[source]
    pub cause: toml::de::Error,
}

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../roles/", $name, ".toml")))
    };
}

const SHIPPED: [(&str, &str); 8] = [
    file!("administrator"),
    file!("security_officer"),
    file!("auditor"),
    file!("sales_manager"),
    file!("sales_rep"),
    file!("marketing"),
    file!("service_agent"),
    file!("read_only"),
];

/// The roles every company starts with.
///
/// # Errors
/// [`ShippedError`] names the file that is broken.
pub fn shipped_roles() -> Result<Vec<Role>, ShippedError> {
    SHIPPED.into_iter().map(|(name, text)| read(name, text)).collect()
}

/// The role of a named part of the system; none if its file were broken, which gives it no right at all.
pub fn system_role(name: SystemName) -> Option<Arc<Role>> {
    static DEMO: LazyLock<Option<Arc<Role>>> = LazyLock::new(|| system_file(file!("system/demo")));
    static COMMAND_LINE: LazyLock<Option<Arc<Role>>> =
        LazyLock::new(|| system_file(file!("system/command_line")));
    static HANDOVER: LazyLock<Option<Arc<Role>>> = LazyLock::new(|| system_file(file!("system/handover")));
    static CUSTOMER_NAMES: LazyLock<Option<Arc<Role>>> =
        LazyLock::new(|| system_file(file!("system/customer_names")));
    match name {
        SystemName::CustomerNames => CUSTOMER_NAMES.clone(),
        SystemName::Handover => HANDOVER.clone(),
        SystemName::Demo => DEMO.clone(),
        SystemName::CommandLine => COMMAND_LINE.clone(),
    }
}

fn system_file((name, text): (&'static str, &str)) -> Option<Arc<Role>> {
    read(name, text).ok().map(Arc::new)
}

fn read(name: &'static str, text: &str) -> Result<Role, ShippedError> {
    let role: Role = toml::from_str(text).map_err(|cause| ShippedError { role: name, cause })?;
    Ok(Role { shipped: true, version: role.version.max(1), ..role })
}
