//! Groups give roles and teams, and take away only what they gave.

use std::sync::Arc;

use identity::{NewTeam, RiskRules, SafetyRules, SsoBrowser, SsoProviderWish, SsoWish, UserChange};
use model::UserId;
use serde_json::json;

use super::support::{KEY, elsewhere, settings};
use crate::safety::TwoPlaces;
use crate::world::{World, acting_as, code, each_engine};

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

#[test]
fn a_move_by_groups_waits_for_a_review_that_whoever_manages_users_may_confirm() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"groups": groups()})).await;
        let by = world.administrator().await;
        let reviews = async || world.identity.rights_reviews(&by).await.unwrap();
        world.at_idp("alice-7", "alice@idp.example", &["sales"]);
        let alice = world.in_by_idp().await.unwrap().session.principal.id();
        assert!(reviews().await.is_empty(), "rights that nobody ever used");
        world.at_idp("alice-7", "alice@idp.example", &["desk"]);
        world.in_by_idp().await.unwrap();
        let open = reviews().await;
        assert_eq!((open.len(), open[0].user.0, open[0].makers.len()), (1, alice, 0));
        assert_eq!(
            (&*open[0].before.roles, &*open[0].after.roles),
            (&["sales_rep".to_owned()][..], &["service_agent".to_owned()][..])
        );
        assert!(open[0].may_confirm);
        // Back as it was: nothing is left to confirm.
        world.at_idp("alice-7", "alice@idp.example", &["sales"]);
        world.in_by_idp().await.unwrap();
        assert!(reviews().await.is_empty());
        world.at_idp("alice-7", "alice@idp.example", &["desk"]);
        world.in_by_idp().await.unwrap();
        let id = reviews().await[0].id;
        let own = world.identity.rights_review_confirm(&acting_as(&world, alice), id).await;
        assert_eq!(code(own), "not_found");
        world.identity.rights_review_confirm(&by, id).await.unwrap();
        // A person who changes them too has made it.
        world.at_idp("alice-7", "alice@idp.example", &["leads"]);
        world.in_by_idp().await.unwrap();
        let version = world.identity.user_find(&by, alice).await.unwrap().version;
        let roles = Some(vec!["sales_rep".into()]);
        let change = UserChange { version, roles, ..UserChange::default() };
        world.identity.user_change(&by, alice, change, &world.metadata).await.unwrap();
        let makers: Vec<UserId> = reviews().await[0].makers.iter().map(|maker| maker.0).collect();
        assert_eq!(makers, [by.principal.id()]);
    });
}

#[test]
fn a_rule_names_a_team_only_where_its_maker_reaches_it() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let admin = world.administrator().await;
        let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
        let team = async |name: &str, manager: Option<UserId>, parent| {
            let wanted = NewTeam { name: name.into(), manager, parent };
            world.identity.team_create(&admin, wanted).await.unwrap().id
        };
        let (own, other) = (team("Own", Some(officer), None).await, team("Other", None, None).await);
        let below = team("Below", None, Some(own)).await;
        let by = acting_as(&world, officer);
        let put = async |teams: &[model::TeamId]| {
            let rules: Vec<_> =
                teams.iter().map(|team| json!({"group": team.to_string(), "team": team})).collect();
            let version = world.identity.sso_rules().find(KEY).map(|provider| provider.version);
            let settings = settings(&json!({"groups": rules}));
            let wish = SsoProviderWish { version, on: true, settings, client_secret: None };
            world.identity.sso_provider_put(&by, KEY, wish, &world.metadata).await
        };
        put(&[own, below]).await.unwrap();
        let refused = put(&[own, other]).await;
        let problem = refused.err().unwrap();
        assert_eq!((problem.code, &*problem.fields[0].field), ("escalation", "groups"));
        assert_eq!(world.acts_of("denied/denied").await, 1);
        // Whoever reaches everything may name it; then it stays as it is.
        world.provider(json!({"groups": [{"group": other.to_string(), "team": other}]})).await.unwrap();
        put(&[other, below]).await.unwrap();
    });
}

#[test]
fn whoever_is_refused_at_the_door_leaves_the_directory_as_it_was() {
    each_engine(|database| async move {
        let world = World::with_places(&database, Arc::new(TwoPlaces)).await;
        world.provider(json!({"groups": groups()})).await.unwrap();
        world.at_idp("alice-7", "alice@idp.example", &["sales"]);
        let alice = world.in_by_idp().await.unwrap().session.principal.id();
        let by = world.administrator().await;
        let risk = RiskRules { countries: Some(vec!["CN".into()]), ..RiskRules::default() };
        let rules = SafetyRules { risk, ..SafetyRules::default() };
        world.identity.safety_rules_change(&by, rules).await.unwrap();
        let version = world.identity.directory().version();
        let from_abroad = async || {
            let begun = world.away(SsoWish::SignIn).await;
            let callback = world.visit(&begun);
            let browser = SsoBrowser { cookie: Some(&begun.cookie), ..SsoBrowser::default() };
            world.identity.sso_finish(browser, callback, &elsewhere()).await
        };
        let denied = world.acts_of("denied/denied").await;
        world.at_idp("alice-7", "alice@idp.example", &["leads"]);
        assert_eq!(code(from_abroad().await), "sso_failed");
        assert_eq!(world.roles_of(alice), ["sales_rep"]);
        assert_eq!(world.logged_code().await, "sso_account_refused");
        assert_eq!(world.acts_of("denied/denied").await, denied + 1, "the log has why");
        // Nor is an account made for nothing.
        world.at_idp("bob-1", "bob@idp.example", &["sales"]);
        assert_eq!(code(from_abroad().await), "sso_failed");
        assert!(world.identity.people_search("bob@").is_empty());
        assert_eq!(world.identity.directory().version(), version);
        world.at_idp("alice-7", "alice@idp.example", &["leads"]);
        world.in_by_idp().await.unwrap();
        assert_eq!(world.roles_of(alice), ["sales_manager", "sales_rep"]);
    });
}

#[test]
fn groups_do_not_take_the_switch_from_the_last_who_can_turn_it() {
    each_engine(|database| async move {
        let rules = json!([{"group": "security", "roles": ["security_officer"]}]);
        let world = World::with_provider(&database, json!({"groups": rules})).await;
        world.post.without_mail();
        world.at_idp("alice-7", "alice@idp.example", &["security"]);
        let by = world.linked("spare@yunling.example").await;
        let spare = by.principal.id();
        world.bound(spare, "totp").await;
        assert_eq!(world.roles_of(spare), ["sales_rep", "security_officer"]);
        world.only(true, &[spare]).await.unwrap();
        world.at_idp("alice-7", "alice@idp.example", &[]);
        world.by_idp().await.unwrap();
        assert_eq!(world.roles_of(spare), ["sales_rep", "security_officer"]);
        let admin = world.admin_id();
        world.bound(admin, "totp").await;
        world.only(true, &[admin, spare]).await.unwrap();
        world.by_idp().await.unwrap();
        assert_eq!(world.roles_of(spare), ["sales_rep"]);
    });
}
