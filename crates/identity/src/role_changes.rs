//! What a change of a role gives and takes away, in the words of the log.

use std::collections::BTreeMap;

use access::{Grant, Role};
use audit::Event;
use serde_json::Value;

/// The log keeps 4 KiB of detail: this much is for the changes themselves.
const MOST_BYTES: usize = 3_000;

/// The differences between two states of a role, one line each: `account.view: own -> all`.
pub(crate) struct RoleChanges(Vec<String>);

impl RoleChanges {
    /// The event with the changes; how many more there are than it holds.
    pub(crate) fn told(&self, event: Event) -> Event {
        let mut room = MOST_BYTES;
        let fits = self.0.iter().take_while(|line| {
            let size = line.len() + 3;
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        });
        let lines: Vec<Value> = fits.map(|line| Value::from(line.as_str())).collect();
        let more = self.0.len() - lines.len();
        let event = event.with("changes", lines);
        if more > 0 { event.with("more_changes", more) } else { event }
    }
}

/// What is different after; none stands for a role that is not there.
pub(crate) fn changes(before: Option<&Role>, after: Option<&Role>) -> RoleChanges {
    let (before, after) = (before.map(rights).unwrap_or_default(), after.map(rights).unwrap_or_default());
    let nothing = || String::from("none");
    let paths = before.keys().chain(after.keys().filter(|path| !before.contains_key(*path)));
    let mut lines: Vec<String> = paths
        .filter_map(|path| {
            let was = before.get(path).cloned().unwrap_or_else(nothing);
            let is = after.get(path).cloned().unwrap_or_else(nothing);
            (was != is).then(|| format!("{path}: {was} -> {is}"))
        })
        .collect();
    lines.sort();
    RoleChanges(lines)
}

/// Every right of a role under its path, those that give nothing left out; the names people read as well.
fn rights(role: &Role) -> BTreeMap<String, String> {
    let mut rights = BTreeMap::new();
    for capability in &role.system {
        rights.insert(format!("system.{}", capability.as_str()), "given".into());
    }
    for (object, grant) in &role.objects {
        of_grant(object.as_str(), grant, &mut rights);
    }
    if let Some(grant) = &role.default {
        of_grant("default", grant, &mut rights);
    }
    for (name, label) in [("label", &role.label), ("description", &role.description)] {
        if let Ok(text) = serde_json::to_string(label) {
            rights.insert(name.into(), text.chars().take(200).collect());
        }
    }
    rights
}

/// A grant as the API writes it, flattened.
fn of_grant(object: &str, grant: &Grant, rights: &mut BTreeMap<String, String>) {
    // That there is one at all matters: an object with a grant of its own does not take the default.
    rights.insert(object.into(), "own grant".into());
    let Ok(Value::Object(parts)) = serde_json::to_value(grant) else { return };
    for (name, value) in parts {
        match value {
            Value::Object(inner) => {
                let inner =
                    inner.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())));
                rights.extend(inner.map(|(key, value)| (format!("{object}.{name}.{key}"), value)));
            }
            Value::Bool(true) => {
                rights.insert(format!("{object}.{name}"), "given".into());
            }
            Value::String(scope) if scope != "none" => {
                rights.insert(format!("{object}.{name}"), scope);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(text: &str) -> Role {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_is_given_and_taken_stands_line_by_line() {
        let before = role(
            r#"{"key":"desk","label":{"zh":"台","en":"Desk"},"system":["users.manage"],
                "objects":{"account":{"view":"own","edit":"own","export":"own","fields":{"phone":"masked"}}}}"#,
        );
        let after = role(
            r#"{"key":"desk","label":{"zh":"台","en":"Desk"},"system":["audit.read"],
                "objects":{"account":{"view":"all","edit":"own","bulk":true,"fields":{"phone":"read"}},
                           "contact":{"view":"own"}}}"#,
        );
        assert_eq!(
            changes(Some(&before), Some(&after)).0,
            [
                "account.bulk: none -> given",
                "account.export: own -> none",
                "account.fields.phone: masked -> read",
                "account.view: own -> all",
                "contact.view: none -> own",
                "contact: none -> own grant",
                "system.audit.read: none -> given",
                "system.users.manage: given -> none",
            ]
        );
        assert!(changes(Some(&after), Some(&after)).0.is_empty());
        assert!(changes(Some(&before), None).0.contains(&"account.view: own -> none".to_owned()));
    }

    #[test]
    fn more_than_the_log_holds_is_counted() {
        let lines: Vec<String> = (0..1000).map(|n| format!("object_{n}.view: none -> all")).collect();
        let actor = audit::Actor::nobody();
        let event = Event::done(&model::SystemClock, actor, audit::Action::RoleChanged);
        let told = RoleChanges(lines).told(event);
        let kept = told.detail["changes"].as_array().unwrap().len();
        assert_eq!(told.detail["more_changes"], 1000 - kept);
        assert!(Value::Object(told.detail).to_string().len() < audit::MAX_DETAIL_BYTES);
    }
}
