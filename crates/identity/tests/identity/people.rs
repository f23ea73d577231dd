//! Inviting, accepting and changing people.

use identity::{Invite, NewTeam, PersonRow, TeamChange, UserChange, UserQuery, UserState};
use model::UserId;

use crate::world::{ADMIN, PASSWORD, World, acting_as, code, device, each_engine, invite, seconds, token_of};

#[test]
fn an_invitation_works_once_and_signs_the_person_in() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let wanted = invite("wang@yunling.example", &["sales_rep"]);
        let invited = world.identity.user_invite(&by, wanted, &world.metadata).await.unwrap();
        assert_eq!(invited.user.state, UserState::Invited);
        let token = token_of(&invited.path);
        let shown = world.identity.invitation_of(&token).await.unwrap();
        assert_eq!(
            (shown.email.as_str(), shown.company.as_str()),
            ("wang@yunling.example", "云岭机电有限公司")
        );

        let signed_in = world.accept(&invited.path).await.unwrap();
        let session = world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        assert_eq!(session.principal.id(), invited.user.id);
        assert_eq!(code(world.accept(&invited.path).await), "invitation_invalid");
        assert_eq!(code(world.identity.invitation_of(&token).await), "invitation_invalid");
        world.sign_in("wang@yunling.example", PASSWORD).await.unwrap();
        let acts = world.acts().await;
        assert_eq!((acts["invited/done"], acts["invitation_accepted/done"]), (1, 1));
    });
}

#[test]
fn an_old_a_replaced_and_a_made_up_link_open_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let wanted = invite("wang@yunling.example", &["sales_rep"]);
        let first = world.identity.user_invite(&by, wanted, &world.metadata).await.unwrap();
        let second = world.identity.user_invite_again(&by, first.user.id, &world.metadata).await.unwrap();
        assert_eq!(code(world.accept(&first.path).await), "invitation_invalid");
        seconds(&world, 7 * 24 * 60 * 60);
        assert_eq!(code(world.accept(&second.path).await), "invitation_invalid");
        assert_eq!(code(world.identity.invitation_of("made-up").await), "invitation_invalid");
        assert_eq!(code(world.sign_in("wang@yunling.example", PASSWORD).await), "sign_in_failed");
    });
}

#[test]
fn a_weak_password_leaves_the_invitation_as_it_was() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let wanted = invite("wang@yunling.example", &["sales_rep"]);
        let invited = world.identity.user_invite(&by, wanted, &world.metadata).await.unwrap();
        let token = token_of(&invited.path);
        let weak =
            world.identity.invitation_accept(&token, "王芳", "passwordpassword", "zh", &device()).await;
        assert_eq!(code(weak), "password_common");
        world.accept(&invited.path).await.unwrap();
    });
}

#[test]
fn a_taken_address_is_refused_whatever_its_case() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let taken = invite(&ADMIN.to_uppercase(), &["sales_rep"]);
        assert_eq!(code(world.identity.user_invite(&by, taken, &world.metadata).await), "email_taken");
        let unknown = invite("wang@yunling.example", &["no_such_role"]);
        assert_eq!(code(world.identity.user_invite(&by, unknown, &world.metadata).await), "invalid_option");
        assert_eq!(world.identity.directory().users().count(), 1);
    });
}

#[test]
fn without_the_capability_nothing_is_done_and_the_try_is_logged() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let user = world.colleague("wang@yunling.example", &["sales_rep"]).await;
        let by = acting_as(&world, user);
        let digest = || {
            let log = ["audit_event", "audit_checkpoint", "setting"];
            tokio::task::block_in_place(|| store::testing::digest(&database, Box::leak(Box::new(log))))
        };
        let before = digest();
        let metadata = &world.metadata;
        let change = UserChange { version: 1, ..UserChange::default() };
        let query = UserQuery { limit: 10, ..UserQuery::default() };
        let refusals = [
            code(world.identity.user_invite(&by, invite("x@yunling.example", &[]), metadata).await),
            code(world.identity.user_change(&by, user, change, metadata).await),
            code(world.identity.user_page(&by, query).await),
            code(world.identity.user_find(&by, user).await),
            code(world.identity.user_invite_again(&by, user, metadata).await),
            code(world.identity.people_import(&by, vec![], ("sales_rep", "sales_manager"), metadata).await),
            code(world.identity.company_change(&by, world.identity.company()).await),
        ];
        assert!(refusals.iter().all(|code| *code == "forbidden"), "{refusals:?}");
        assert_eq!(digest(), before);
        assert_eq!(world.acts_of("denied/denied").await, refusals.len());
    });
}

#[test]
fn nobody_grants_or_touches_more_rights_than_their_own() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        // A role that manages people and nothing else.
        let role: access::Role = serde_json::from_value(serde_json::json!({
            "key": "people_desk", "label": {"zh": "人事", "en": "People desk"}, "system": ["users.manage"],
        }))
        .unwrap();
        world.identity.role_create(&by, role, &world.metadata).await.unwrap();
        let desk = world.colleague("desk@yunling.example", &["people_desk"]).await;
        let by = acting_as(&world, desk);
        let metadata = &world.metadata;
        let admin = world.identity.people_search(ADMIN)[0].id;

        let wanted = invite("mate@yunling.example", &["administrator"]);
        assert_eq!(code(world.identity.user_invite(&by, wanted, metadata).await), "escalation");
        let mate = invite("mate@yunling.example", &["people_desk"]);
        let mate = world.identity.user_invite(&by, mate, metadata).await.unwrap().user;
        let roles = Some(vec!["administrator".into()]);
        let raise = UserChange { version: mate.version, roles, ..UserChange::default() };
        assert_eq!(code(world.identity.user_change(&by, mate.id, raise, metadata).await), "escalation");
        let disable = UserChange { version: 1, active: Some(false), ..UserChange::default() };
        assert_eq!(code(world.identity.user_change(&by, admin, disable, metadata).await), "escalation");
        let address = world.identity.user_email_change(&by, admin, "mine@evil.example", 1, metadata).await;
        assert_eq!(code(address), "escalation");
        assert_eq!(world.acts_of("denied/denied").await, 4);
    });
}

#[test]
fn nobody_arranges_teams_so_that_they_reach_more_people() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let role: access::Role = serde_json::from_value(serde_json::json!({
            "key": "people_desk", "label": {"zh": "人事", "en": "People desk"}, "system": ["users.manage"],
        }))
        .unwrap();
        world.identity.role_create(&by, role, &world.metadata).await.unwrap();
        let desk = world.colleague("desk@yunling.example", &["people_desk"]).await;
        let mate = world.colleague("mate@yunling.example", &["people_desk"]).await;
        let team = |name: &str| NewTeam { name: name.into(), ..NewTeam::default() };
        let mine = world.identity.team_create(&by, team("Desk")).await.unwrap().id;
        let theirs = world.identity.team_create(&by, team("Sales")).await.unwrap().id;
        let metadata = &world.metadata;
        for (user, team) in [(desk, mine), (mate, theirs)] {
            let version = world.identity.user_find(&by, user).await.unwrap().version;
            let change = UserChange { version, team: Some(Some(team)), ..UserChange::default() };
            world.identity.user_change(&by, user, change, metadata).await.unwrap();
        }

        let by = acting_as(&world, desk);
        let version = world.identity.user_find(&by, mate).await.unwrap().version;
        let pull = UserChange { version, team: Some(Some(mine)), ..UserChange::default() };
        assert_eq!(code(world.identity.user_change(&by, mate, pull, metadata).await), "escalation");
        let crown = TeamChange { version: 1, manager: Some(Some(desk)), ..TeamChange::default() };
        assert_eq!(code(world.identity.team_change(&by, theirs, crown).await), "escalation");
        let hang = TeamChange { version: 1, parent: Some(Some(mine)), ..TeamChange::default() };
        assert_eq!(code(world.identity.team_change(&by, theirs, hang).await), "escalation");
        world.identity.team_create(&by, team("Service")).await.unwrap();
    });
}

#[test]
fn nobody_reaches_more_people_through_an_account_they_make() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let role: access::Role = serde_json::from_value(serde_json::json!({
            "key": "people_desk", "label": {"zh": "人事", "en": "People desk"}, "system": ["users.manage"],
        }))
        .unwrap();
        world.identity.role_create(&by, role, &world.metadata).await.unwrap();
        let desk = world.colleague("desk@yunling.example", &["people_desk", "sales_manager"]).await;
        let seller = world.colleague("seller@yunling.example", &["sales_rep"]).await;
        let team = |name: &str| NewTeam { name: name.into(), ..NewTeam::default() };
        let mine = world.identity.team_create(&by, team("Desk")).await.unwrap().id;
        let theirs = world.identity.team_create(&by, team("Sales")).await.unwrap().id;
        let metadata = &world.metadata;
        for (user, team) in [(desk, mine), (seller, theirs)] {
            let version = world.identity.user_find(&by, user).await.unwrap().version;
            let change = UserChange { version, team: Some(Some(team)), ..UserChange::default() };
            world.identity.user_change(&by, user, change, metadata).await.unwrap();
        }

        let by = acting_as(&world, desk);
        let puppet = |team| Invite { team: Some(team), ..invite("puppet@evil.example", &["sales_manager"]) };
        let placed = world.identity.user_invite(&by, puppet(theirs), metadata).await;
        assert_eq!(code(placed), "escalation");
        let puppet = world.identity.user_invite(&by, puppet(mine), metadata).await.unwrap().user;
        let move_on =
            UserChange { version: puppet.version, team: Some(Some(theirs)), ..UserChange::default() };
        assert_eq!(code(world.identity.user_change(&by, puppet.id, move_on, metadata).await), "escalation");
        let crown = TeamChange { version: 1, manager: Some(Some(puppet.id)), ..TeamChange::default() };
        assert_eq!(code(world.identity.team_change(&by, theirs, crown).await), "escalation");
        let name = world.identity.profile(desk).unwrap().name.clone();
        let row = PersonRow {
            name: "Ghost".into(),
            team: Some("Sales".into()),
            manager: Some(name),
            ..PersonRow::default()
        };
        let roles = ("sales_rep", "sales_manager");
        assert_eq!(code(world.identity.people_import(&by, vec![row], roles, metadata).await), "escalation");
    });
}

#[test]
fn nobody_changes_their_own_standing_and_the_last_administrator_stays() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let me = by.principal.id();
        let metadata = &world.metadata;
        let version = world.identity.user_find(&by, me).await.unwrap().version;
        let roles = |keys: &[&str]| Some(keys.iter().map(|key| (*key).into()).collect());
        let all = &["administrator", "security_officer"];
        for (change, refusal) in [
            (UserChange { version, active: Some(false), ..UserChange::default() }, "self_change"),
            (UserChange { version, team: Some(None), ..UserChange::default() }, "self_change"),
            (
                UserChange { version, roles: roles(&[all[0], all[1], "auditor"]), ..UserChange::default() },
                "self_change",
            ),
            (UserChange { version, roles: roles(&[]), ..UserChange::default() }, "last_administrator"),
            (UserChange { version, roles: roles(&all[1..]), ..UserChange::default() }, "last_administrator"),
            (
                UserChange { version, roles: roles(&all[..1]), ..UserChange::default() },
                "last_security_officer",
            ),
        ] {
            assert_eq!(code(world.identity.user_change(&by, me, change, metadata).await), refusal);
        }
        let name = UserChange { version, name: Some("李 娜".into()), ..UserChange::default() };
        assert_eq!(world.identity.user_change(&by, me, name, metadata).await.unwrap().name, "李 娜");

        // A second administrator may remove the first, but then nobody removes the second.
        let second = world.colleague("second@yunling.example", &["administrator", "security_officer"]).await;
        let by_second = acting_as(&world, second);
        let version = version + 1;
        let disable = UserChange { version, active: Some(false), ..UserChange::default() };
        world.identity.user_change(&by_second, me, disable, metadata).await.unwrap();
        // The first still holds a principal from before; the transaction sees how things stand.
        let version = world.identity.user_find(&by_second, second).await.unwrap().version;
        let disable = UserChange { version, active: Some(false), ..UserChange::default() };
        assert_eq!(
            code(world.identity.user_change(&by, second, disable, metadata).await),
            "last_administrator"
        );
    });
}

#[test]
fn a_stale_version_changes_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let user = world.colleague("wang@yunling.example", &["sales_rep"]).await;
        let change = UserChange { version: 1, name: Some("王 芳".into()), ..UserChange::default() };
        let stale = world.identity.user_change(&by, user, change, &world.metadata).await;
        assert_eq!(code(stale), "version_conflict");
        let unknown = UserId(uuid::Uuid::from_u128(1));
        let change = UserChange { version: 1, ..UserChange::default() };
        assert_eq!(
            code(world.identity.user_change(&by, unknown, change, &world.metadata).await),
            "not_found"
        );
    });
}

#[test]
fn people_are_listed_in_pages_by_name_and_found_by_name_or_address() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let rows =
            (0..25).map(|n| PersonRow { name: format!("Person {n:02}"), ..PersonRow::default() }).collect();
        let roles = ("sales_rep", "sales_manager");
        world.identity.people_import(&by, rows, roles, &world.metadata).await.unwrap();
        let mut names = Vec::new();
        let mut after = None;
        loop {
            let query = UserQuery { limit: 10, after, text: Some("person".into()), ..UserQuery::default() };
            let page = world.identity.user_page(&by, query).await.unwrap();
            names.extend(page.items.into_iter().map(|user| user.name));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(names.len(), 25);
        assert!(names.is_sorted());
        let too_many = UserQuery { limit: 201, ..UserQuery::default() };
        assert_eq!(code(world.identity.user_page(&by, too_many).await), "invalid_limit");

        let found = world.identity.people_search("PERSON 07");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].email.as_deref(), found[0].active), (None, false));
        assert_eq!(world.identity.people_search("yunling").len(), 1);
        assert_eq!(world.identity.people_search("").len(), 26);
    });
}
