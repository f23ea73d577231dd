//! Teams, roles and the company's settings.

use access::Role;
use identity::{Company, NewTeam, TeamChange};
use serde_json::json;

use crate::world::{World, acting_as, code, each_engine};

fn role(value: serde_json::Value) -> Role {
    serde_json::from_value(value).unwrap()
}

fn desk(version: u32, view: &str) -> Role {
    role(json!({
        "key": "desk", "label": {"zh": "前台", "en": "Desk"}, "version": version,
        "objects": {"account": {"view": view}},
    }))
}

#[test]
fn the_shipped_roles_are_there_from_the_first_start_and_are_not_written_twice() {
    each_engine(|database| async move {
        let world = World::new(&database).await;
        let roles = world.identity.role_list().await.unwrap();
        assert_eq!(roles.len(), access::shipped_roles().unwrap().len());
        assert!(roles.iter().all(|info| info.role.shipped && info.role.version == 1));
        let version = world.identity.directory().version();
        let again = World::of_seed(&database, 1, 200).await;
        assert_eq!(again.identity.directory().version(), version);
    });
}

#[test]
fn a_shipped_role_of_a_newer_program_replaces_the_stored_one() {
    each_engine(|database| async move {
        let world = World::new(&database).await;
        let stale: Result<u64, store::Error> = database
            .write(|writer| {
                let old = json!({"key": "read_only", "label": {"zh": "旧", "en": "Old"}}).to_string();
                writer.execute("UPDATE role SET body = ?1 WHERE key = 'read_only'", &[old.into()])
            })
            .await;
        assert_eq!(stale, Ok(1));
        drop(world);
        let world = World::of_seed(&database, 1, 200).await;
        let role = world.identity.role_find("read_only").await.unwrap().role;
        assert_ne!(role.label.en, "Old");
        assert_eq!(role.version, 2);
    });
}

#[test]
fn the_companys_own_roles_are_made_changed_and_removed() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let metadata = &world.metadata;
        let made = world.identity.role_create(&by, desk(0, "all"), metadata).await.unwrap();
        assert_eq!((made.role.version, made.role.shipped, made.member_count), (1, false, 0));
        assert_eq!(code(world.identity.role_create(&by, desk(0, "own"), metadata).await), "name_taken");

        let changed = world.identity.role_change(&by, desk(1, "team"), metadata).await.unwrap();
        assert_eq!(changed.role.version, 2);
        assert_eq!(code(world.identity.role_change(&by, desk(1, "own"), metadata).await), "version_conflict");
        let unknown = role(json!({"key": "nowhere", "label": {"zh": "无", "en": "None"}}));
        assert_eq!(code(world.identity.role_change(&by, unknown, metadata).await), "not_found");
        let broken = role(json!({
            "key": "broken", "label": {"zh": "坏", "en": "Broken"}, "objects": {"no_such_object": {"view": "all"}},
        }));
        assert!(world.identity.role_create(&by, broken, metadata).await.is_err());

        let user = world.colleague("desk@yunling.example", &["desk"]).await;
        assert_eq!(world.identity.role_find("desk").await.unwrap().member_count, 1);
        assert_eq!(code(world.identity.role_delete(&by, "desk").await), "role_in_use");
        let version = world.identity.user_find(&by, user).await.unwrap().version;
        let change = identity::UserChange { version, roles: Some(vec![]), ..identity::UserChange::default() };
        world.identity.user_change(&by, user, change, metadata).await.unwrap();
        world.identity.role_delete(&by, "desk").await.unwrap();
        assert_eq!(code(world.identity.role_find("desk").await), "not_found");
    });
}

#[test]
fn a_shipped_role_is_neither_changed_nor_removed() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let mut stored = world.identity.role_find("sales_rep").await.unwrap().role;
        stored.shipped = false;
        assert_eq!(code(world.identity.role_change(&by, stored, &world.metadata).await), "role_shipped");
        assert_eq!(code(world.identity.role_delete(&by, "sales_rep").await), "role_shipped");
        assert_eq!(world.acts_of("denied/denied").await, 2);
    });
}

#[test]
fn a_role_can_not_be_written_with_more_rights_than_its_writer_has() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let writer = role(json!({
            "key": "writer", "label": {"zh": "授权员", "en": "Writer"}, "system": ["roles.manage"],
            "objects": {"account": {"view": "own"}},
        }));
        world.identity.role_create(&by, writer, &world.metadata).await.unwrap();
        let user = world.colleague("writer@yunling.example", &["writer"]).await;
        let by = acting_as(&world, user);
        let wide = world.identity.role_create(&by, desk(0, "all"), &world.metadata).await;
        assert_eq!(code(wide), "escalation");
        let wider = role(json!({
            "key": "writer", "label": {"zh": "授权员", "en": "Writer"}, "version": 1,
            "system": ["roles.manage", "users.manage"], "objects": {"account": {"view": "own"}},
        }));
        assert_eq!(code(world.identity.role_change(&by, wider, &world.metadata).await), "escalation");
    });
}

#[test]
fn a_preview_says_who_would_gain_what_and_changes_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        world.identity.role_create(&by, desk(0, "own"), &world.metadata).await.unwrap();
        let user = world.colleague("desk@yunling.example", &["desk"]).await;
        let version = world.identity.directory().version();
        let changes = world.identity.role_preview(&by, desk(1, "all"), &world.metadata).await.unwrap();
        assert!(!changes.is_empty() && changes.iter().all(|change| change.user == user && change.gains));
        assert_eq!(world.identity.directory().version(), version);
    });
}

#[test]
fn teams_form_a_tree_without_circles() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let identity = &world.identity;
        let new = |name: &str, parent| NewTeam { name: name.into(), parent, manager: None };
        let east = identity.team_create(&by, new("East", None)).await.unwrap();
        let sales = identity.team_create(&by, new("Sales", Some(east.id))).await.unwrap();
        let north = identity.team_create(&by, new("North", Some(sales.id))).await.unwrap();
        assert_eq!(code(identity.team_create(&by, new("east", None)).await), "name_taken");
        identity.team_create(&by, new("East", Some(north.id))).await.unwrap();

        for below in [east.id, sales.id, north.id] {
            let change = TeamChange { version: 1, parent: Some(Some(below)), ..TeamChange::default() };
            assert_eq!(code(identity.team_change(&by, east.id, change).await), "team_cycle");
        }
        let manager = Some(Some(by.principal.id()));
        let change = TeamChange { version: 1, manager, ..TeamChange::default() };
        let changed = identity.team_change(&by, sales.id, change.clone()).await.unwrap();
        assert_eq!(changed.manager.unwrap().1, "李娜");
        assert_eq!(code(identity.team_change(&by, sales.id, change).await), "version_conflict");
        assert_eq!(code(identity.team_delete(&by, sales.id).await), "team_not_empty");
        let unknown = Some(model::TeamId(uuid::Uuid::from_u128(1)));
        assert_eq!(code(identity.team_create(&by, new("Lost", unknown)).await), "invalid_id");
        let empty = identity.team_create(&by, new("Empty", None)).await.unwrap();
        identity.team_delete(&by, empty.id).await.unwrap();
        assert_eq!(code(identity.team_delete(&by, empty.id).await), "not_found");
        assert_eq!(identity.team_list().await.unwrap().len(), 4);
    });
}

#[test]
fn two_moves_at_once_make_no_circle() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let identity = &world.identity;
        let new = |name: &str| NewTeam { name: name.into(), ..NewTeam::default() };
        let a = identity.team_create(&by, new("A")).await.unwrap().id;
        let b = identity.team_create(&by, new("B")).await.unwrap().id;
        let under = |parent| TeamChange { version: 1, parent: Some(Some(parent)), ..TeamChange::default() };
        let (first, second) =
            tokio::join!(identity.team_change(&by, a, under(b)), identity.team_change(&by, b, under(a)));
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
    });
}

#[test]
fn the_companys_settings_are_kept_and_checked() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let wanted = Company {
            name: "Yunling".into(),
            currency: "eur".into(),
            timezone: "UTC".into(),
            default_country: "de".into(),
        };
        let kept = world.identity.company_change(&by, wanted.clone()).await.unwrap();
        assert_eq!((kept.currency.as_str(), kept.default_country.as_str()), ("EUR", "DE"));
        assert_eq!(world.identity.company(), kept);
        for (wrong, expected) in [
            (Company { currency: "??".into(), ..wanted.clone() }, "invalid_currency"),
            (Company { default_country: "DEU".into(), ..wanted.clone() }, "invalid_option"),
            (Company { name: String::new(), ..wanted.clone() }, "required"),
        ] {
            assert_eq!(code(world.identity.company_change(&by, wrong).await), expected);
        }
        assert_eq!(world.acts_of("setting_changed/done").await, 1);
    });
}

#[test]
fn everything_done_here_stands_in_a_whole_log() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let wrong = Company { currency: "??".into(), ..world.identity.company() };
        assert_eq!(code(world.identity.company_change(&by, wrong).await), "invalid_currency");
        world.identity.log().checkpoint().await.unwrap();
        let report = world.identity.log().verify().await.unwrap();
        assert!(report.ok && report.events > 8, "{report:?}");
        assert_eq!(world.acts_of("role_changed/done").await, access::shipped_roles().unwrap().len());
    });
}
