//! Groups give roles and teams, and take away only what they gave.

use identity::{NewTeam, UserChange};
use serde_json::json;

use super::support::KEY;
use crate::world::{World, each_engine};

fn groups() -> serde_json::Value {
    json!([
        {"group": "sales", "roles": ["sales_rep"]},
        {"group": "leads", "roles": ["sales_manager", "sales_rep"]},
        {"group": "desk", "roles": ["service_agent"]},
    ])
}

#[test]
fn several_groups_count_together_and_what_they_gave_goes_with_them() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"groups": groups()})).await;
        world.at_idp("alice-7", "alice@idp.example", &["sales", "desk", "unheard of"]);
        let user = world.in_by_idp().await.unwrap().session.principal.id();
        assert_eq!(world.roles_of(user), ["sales_rep", "service_agent"]);
        world.at_idp("alice-7", "alice@idp.example", &["leads"]);
        let signed_in = world.in_by_idp().await.unwrap();
        assert_eq!(world.roles_of(user), ["sales_manager", "sales_rep"]);
        assert!(signed_in.session.principal.role_keys().any(|key| key.as_str() == "sales_manager"));
        world.at_idp("alice-7", "alice@idp.example", &[]);
        world.in_by_idp().await.unwrap();
        assert!(world.roles_of(user).is_empty());
        let version = world.identity.directory().version();
        world.in_by_idp().await.unwrap();
        assert_eq!(
            world.identity.directory().version(),
            version,
            "a sign-in that changes nothing is no change"
        );
    });
}

#[test]
fn roles_given_by_hand_stay() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"groups": groups()})).await;
        world.at_idp("alice-7", "alice@idp.example", &["desk"]);
        let user = world.in_by_idp().await.unwrap().session.principal.id();
        let by = world.administrator().await;
        let version = world.identity.user_find(&by, user).await.unwrap().version;
        let roles = Some(vec!["sales_rep".into(), "service_agent".into(), "read_only".into()]);
        let change = UserChange { version, roles, ..UserChange::default() };
        world.identity.user_change(&by, user, change, &world.metadata).await.unwrap();
        // The group `sales` gives what is there by hand already: it does not become the group's.
        world.at_idp("alice-7", "alice@idp.example", &["sales"]);
        world.in_by_idp().await.unwrap();
        assert_eq!(world.roles_of(user), ["read_only", "sales_rep"]);
        world.at_idp("alice-7", "alice@idp.example", &[]);
        world.in_by_idp().await.unwrap();
        assert_eq!(world.roles_of(user), ["read_only", "sales_rep"]);
    });
}

#[test]
fn groups_that_are_kept_elsewhere_change_nothing() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"groups": groups()})).await;
        world.at_idp("alice-7", "alice@idp.example", &["leads"]);
        let user = world.in_by_idp().await.unwrap().session.principal.id();
        world.idp_says(|says| {
            says.claims = json!({"groups": null, "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}});
        });
        world.in_by_idp().await.unwrap();
        assert_eq!(world.roles_of(user), ["sales_manager", "sales_rep"]);
    });
}

#[test]
fn a_group_gives_a_team_and_takes_it_back() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.administrator().await;
        let team = async |name: &str| {
            let wanted = NewTeam { name: name.into(), ..NewTeam::default() };
            world.identity.team_create(&by, wanted).await.unwrap().id
        };
        let (east, west, own) = (team("East").await, team("West").await, team("Own").await);
        let rules = json!([{"group": "e", "team": east}, {"group": "w", "team": west}]);
        world.provider(json!({"groups": rules})).await.unwrap();
        let team_of = async |groups: &[&str]| {
            world.at_idp("alice-7", "alice@idp.example", groups);
            let user = world.in_by_idp().await.unwrap().session.principal.id();
            (user, world.identity.profile(user).unwrap().team)
        };
        assert_eq!(team_of(&["w", "e"]).await.1, Some(east), "the first rule that fits");
        assert_eq!(team_of(&["w"]).await.1, Some(west));
        let (user, team) = team_of(&[]).await;
        assert_eq!(team, None);
        let version = world.identity.user_find(&by, user).await.unwrap().version;
        let change = UserChange { version, team: Some(Some(own)), ..UserChange::default() };
        world.identity.user_change(&by, user, change, &world.metadata).await.unwrap();
        assert_eq!(team_of(&[]).await.1, Some(own), "a team given by hand stays");
    });
}

#[test]
fn the_last_administrator_is_not_lost_to_a_change_at_the_provider() {
    each_engine(|database| async move {
        let rules = json!([{"group": "admins", "roles": ["administrator", "sales_rep"]}]);
        let world = World::with_provider(&database, json!({"groups": rules})).await;
        world.post.without_mail();
        world.at_idp("alice-7", "alice@idp.example", &["admins"]);
        let alice = world.in_by_idp().await.unwrap().session.principal.id();
        assert_eq!(world.roles_of(alice), ["administrator", "sales_rep"]);
        // The founder gives the role up: Alice is the last.
        let by = world.administrator().await;
        let founder = by.principal.id();
        let version = world.identity.user_find(&by, founder).await.unwrap().version;
        let roles = Some(vec!["security_officer".into()]);
        let change = UserChange { version, roles, ..UserChange::default() };
        world.identity.user_change(&by, founder, change, &world.metadata).await.unwrap();
        world.at_idp("alice-7", "alice@idp.example", &[]);
        world.in_by_idp().await.unwrap();
        assert_eq!(world.roles_of(alice), ["administrator"]);
    });
}

#[test]
fn what_the_groups_gave_goes_with_the_provider() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"groups": groups()})).await;
        world.at_idp("alice-7", "alice@idp.example", &["leads"]);
        let signed_in = world.in_by_idp().await.unwrap();
        let user = signed_in.session.principal.id();
        world.identity.sso_provider_delete(&world.administrator().await, KEY).await.unwrap();
        assert!(world.roles_of(user).is_empty());
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_none());
        assert!(world.identity.sso_rules().providers().is_empty());
    });
}
