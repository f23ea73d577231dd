//! The whole shipped policy as tables to be reviewed like code, and what must be true of it.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fmt::Write;
use std::sync::Arc;

use access::{
    Action, Capability, Directory, FieldRight, Grant, Principal, Role, Scope, SystemName, User, check_role,
    decide, field_access, may_grant, shipped_roles, system_role,
};
use metadata::{DataClass, Metadata, ObjectDef};
use model::{ObjectName, UserId};
use uuid::Uuid;

/// The shipped objects, and one a customer might make.
const OBJECTS: [&str; 11] = [
    "account",
    "contact",
    "lead",
    "opportunity",
    "product",
    "task",
    "call",
    "meeting",
    "note",
    "visit",
    "c_any",
];

fn roles() -> Vec<Role> {
    let system = SystemName::ALL.into_iter().map(|name| (*system_role(name).unwrap()).clone());
    shipped_roles().unwrap().into_iter().chain(system).collect()
}

fn scopes(grant: &Grant) -> String {
    let mut line = String::new();
    for action in Action::ALL.into_iter().filter(|action| *action != Action::History) {
        let scope = grant.scope(action);
        let word = match (action, scope) {
            (_, Scope::None) => "-",
            (Action::Create | Action::Import | Action::Bulk, _) => "yes",
            _ => scope.as_str(),
        };
        write!(line, " {word:<10}").unwrap();
    }
    write!(line, " {}", if grant.through { "through" } else { "-" }).unwrap();
    line
}

#[test]
fn the_scopes_of_every_role() {
    let mut table = format!("{:<20} {:<12}", "role", "object");
    for action in Action::ALL.into_iter().filter(|action| *action != Action::History) {
        write!(table, " {:<10}", action.as_str()).unwrap();
    }
    table.push('\n');
    for role in roles() {
        let can: Vec<&str> = role.system.iter().map(|capability| capability.as_str()).collect();
        writeln!(table, "{:<20} system: {}", role.key.as_str(), can.join(" ")).unwrap();
        for object in OBJECTS {
            match role.grant(object) {
                None => writeln!(table, "{:<20} {object:<12} nothing", "").unwrap(),
                Some(grant) => writeln!(table, "{:<20} {object:<12}{}", "", scopes(grant)).unwrap(),
            }
        }
    }
    insta::assert_snapshot!("scopes", table);
}

#[test]
fn the_field_rights_of_every_role_by_class() {
    let mut table = format!(
        "{:<20} {:<12} {:<8} {:<8} {:<9} {:<10} by name\n",
        "role", "object", "public", "internal", "sensitive", "restricted"
    );
    for role in roles() {
        for object in OBJECTS {
            let Some(grant) = role.grant(object) else { continue };
            let class = |class| grant.class_right(class).as_str();
            let named: Vec<String> =
                grant.fields.iter().map(|(name, right)| format!("{name}={right}")).collect();
            writeln!(
                table,
                "{:<20} {object:<12} {:<8} {:<8} {:<9} {:<10} {}",
                role.key.as_str(),
                class(DataClass::Public),
                class(DataClass::Internal),
                class(DataClass::Sensitive),
                class(DataClass::Restricted),
                named.join(" ")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("classes", table);
}

fn company(roles: impl IntoIterator<Item = Role>, of_user: &[&str]) -> (Arc<Directory>, UserId) {
    let id = UserId(Uuid::from_u128(7));
    let roles: Vec<Role> = roles.into_iter().collect();
    let keys = of_user.iter().map(|key| key.parse().unwrap()).collect();
    let user = User { id, name: "测试".into(), team: None, active: true, roles: keys };
    (Arc::new(Directory::new(1, [user], [], roles)), id)
}

fn person(keys: &[&str]) -> Principal {
    let (directory, id) = company(shipped_roles().unwrap(), keys);
    Principal::person(&directory, id, None).unwrap()
}

fn guarded(object: &ObjectDef) -> Vec<String> {
    let guarded = object.fields_in_use().filter(|field| field.sealed());
    guarded.map(|field| field.name.as_str().to_owned()).collect()
}

#[test]
fn the_sealed_fields_of_the_shipped_objects_for_every_role() {
    let metadata = Metadata::shipped().unwrap();
    let mut table = String::new();
    for role in shipped_roles().unwrap() {
        let principal = person(&[role.key.as_str()]);
        for object in metadata.objects() {
            let rights = field_access(&principal, object, &metadata);
            let fields: Vec<String> = guarded(object)
                .into_iter()
                .map(|field| format!("{field}={}", rights.right(&field)))
                .collect();
            if !fields.is_empty() {
                writeln!(
                    table,
                    "{:<17} {:<12} {}",
                    role.key.as_str(),
                    object.name.as_str(),
                    fields.join(" ")
                )
                .unwrap();
            }
        }
    }
    insta::assert_snapshot!("sealed_fields", table);
}

#[test]
fn every_shipped_role_is_sound() {
    let metadata = Metadata::shipped().unwrap();
    for role in roles() {
        assert!(role.shipped);
        assert_eq!(check_role(&role, &metadata), [], "{}", role.key);
        assert!(!role.label.zh.is_empty() && !role.label.en.is_empty());
        assert!(!role.description.zh.is_empty() && !role.description.en.is_empty());
    }
}

#[test]
fn a_role_survives_the_wire_word_for_word() {
    for role in roles() {
        let wire = serde_json::to_value(&role).unwrap();
        assert_eq!(serde_json::from_value::<Role>(wire.clone()).unwrap(), role);
        let grants = wire["objects"].as_object().unwrap().values().chain([&wire["default"]]);
        for grant in grants.filter(|grant| !grant.is_null()) {
            let keys: Vec<&str> = grant.as_object().unwrap().keys().map(String::as_str).collect();
            let named = "view create edit delete export import transfer bulk through fields classes";
            assert_eq!(keys, named.split(' ').collect::<Vec<_>>());
        }
    }
}

#[test]
fn auditor_officer_and_reader_see_no_sealed_value_in_clear_and_change_nothing() {
    let metadata = Metadata::shipped().unwrap();
    for role in ["auditor", "security_officer", "read_only"] {
        let principal = person(&[role]);
        for object in metadata.objects() {
            for action in Action::ALL {
                let looks = matches!(action, Action::View | Action::History);
                let permit = decide(&principal, object, &metadata, action);
                assert_eq!(permit.is_ok(), looks, "{role} {action}");
                let Ok(permit) = permit else { continue };
                for field in guarded(object) {
                    assert!(!permit.fields().readable(&field), "{role} reads {field}");
                }
                assert!(permit.fields().iter().all(|(_, right)| right < FieldRight::Edit));
            }
        }
    }
}

#[test]
fn duties_are_separated() {
    let can = |role: &str| {
        let principal = person(&[role]);
        Capability::ALL.into_iter().filter(|capability| principal.can(*capability)).collect::<Vec<_>>()
    };
    let watches = [Capability::AuditRead, Capability::SecurityManage];
    assert!(watches.into_iter().all(|capability| !can("administrator").contains(&capability)));
    assert_eq!(can("security_officer"), watches);
    assert_eq!(can("auditor"), [Capability::AuditRead]);
    for role in ["sales_manager", "sales_rep", "marketing", "service_agent", "read_only"] {
        assert_eq!(can(role), [], "{role}");
    }
}

#[test]
fn an_auditor_who_also_sells_still_reads_no_number_over_everybodys_rows() {
    let metadata = Metadata::shipped().unwrap();
    let contact = metadata.object("contact").unwrap();
    let right = |roles: &[&str]| {
        let permit = decide(&person(roles), contact, &metadata, Action::View).unwrap();
        permit.fields().right("mobile")
    };
    assert_eq!(right(&["sales_rep"]), FieldRight::Read);
    assert_eq!(right(&["auditor"]), FieldRight::Masked);
    assert_eq!(right(&["auditor", "sales_rep"]), FieldRight::Masked);
    assert_eq!(right(&["auditor", "administrator"]), FieldRight::Read, "who opens every row decides");
}

#[test]
fn nobody_gives_what_they_do_not_have() {
    let metadata = Metadata::shipped().unwrap();
    let roles = shipped_roles().unwrap();
    let grants = |granter: &Principal| -> Vec<String> {
        let may = roles.iter().filter(|role| may_grant(granter, role, &metadata).is_ok());
        may.map(|role| role.key.to_string()).collect()
    };
    assert_eq!(
        grants(&person(&["administrator"])),
        ["administrator", "sales_manager", "sales_rep", "marketing", "service_agent", "read_only"]
    );
    assert_eq!(grants(&person(&["administrator", "security_officer"])).len(), roles.len());
    assert_eq!(grants(&person(&["security_officer"])), ["security_officer", "auditor", "read_only"]);
    assert_eq!(grants(&person(&["sales_rep"])), ["sales_rep"]);
    assert_eq!(grants(&person(&[])), <[String; 0]>::default());
}

#[test]
fn a_grant_over_objects_not_made_yet_is_guarded_too() {
    let metadata = Metadata::shipped().unwrap();
    let later = Role {
        default: Some(Grant { view: Scope::All, ..Grant::default() }),
        objects: metadata
            .objects()
            .map(|object| (ObjectName::clone(&object.name), Grant::default()))
            .collect(),
        ..shipped_roles().unwrap().into_iter().find(|role| role.key.as_str() == "sales_rep").unwrap()
    };
    let refused = may_grant(&person(&["marketing"]), &later, &metadata).unwrap_err();
    assert_eq!(refused.code, "escalation");
}

#[test]
fn the_systems_own_principals_have_rights_written_down_and_no_more() {
    let metadata = Metadata::shipped().unwrap();
    let directory = Arc::new(Directory::default());
    for name in SystemName::ALL {
        let principal = Principal::system(&directory, name);
        assert_eq!(principal.name(), name.as_str());
        for object in metadata.objects() {
            assert!(decide(&principal, object, &metadata, Action::Delete).is_err());
            let brings_in = matches!(name, SystemName::Demo | SystemName::CommandLine);
            assert_eq!(decide(&principal, object, &metadata, Action::Import).is_ok(), brings_in);
        }
        for capability in [Capability::RolesManage, Capability::SecurityManage, Capability::AuditRead] {
            assert!(!principal.can(capability));
        }
    }
}

#[test]
fn a_preview_names_who_gains_and_who_loses() {
    let metadata = Metadata::shipped().unwrap();
    let (directory, id) = company(shipped_roles().unwrap(), &["sales_rep"]);
    let mut changed = (**directory.role("sales_rep").unwrap()).clone();
    changed.default.as_mut().unwrap().edit = Scope::None;
    let opportunity = changed.objects.get_mut("opportunity").unwrap();
    opportunity.export = Scope::Own;
    changed.system.insert(Capability::AuditRead);
    let changes = access::preview(&metadata, &directory, [changed]);
    assert!(changes.iter().all(|change| change.user == id));
    let told: Vec<String> = changes
        .iter()
        .filter(|change| change.subject.action() == "export" || change.subject.object().is_none())
        .map(|change| {
            format!("{} {}->{} {}", change.subject.action(), change.before, change.after, change.gains)
        })
        .collect();
    assert_eq!(told, ["audit.read no->yes true", "export none->own true"]);
    let edit = changes.iter().find(|change| change.subject.action() == "edit").unwrap();
    assert_eq!((edit.before, edit.after, edit.gains), ("own", "none", false));
    assert_eq!(access::preview(&metadata, &directory, shipped_roles().unwrap()), []);
}
