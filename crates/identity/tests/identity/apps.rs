//! What apps are given over time: one budget, one access token, one grant for each person.

use identity::{AppTokens, TokenRequest};
use model::Clock as _;
use zeroize::Zeroizing;

use crate::tokens::{ADDRESS, allowed, approved, asks, serves};
use crate::world::{World, each_engine, seconds};

type App = (String, Zeroizing<String>);

/// The administrator allows the app, which fetches its tokens.
async fn given(world: &World, app: &App) -> AppTokens {
    let code = Some(allowed(world, &app.0).await);
    let request = TokenRequest { grant_type: "authorization_code".into(), code, ..asks(app) };
    world.identity.app_tokens(request, ADDRESS).await.unwrap()
}

async fn refreshed(world: &World, app: &App, tokens: &AppTokens) -> AppTokens {
    let request = TokenRequest {
        grant_type: "refresh_token".into(),
        refresh_token: Some(tokens.refresh.clone()),
        ..asks(app)
    };
    world.identity.app_tokens(request, ADDRESS).await.unwrap()
}

/// What is left of an app's budget.
async fn left(world: &World, token: &str) -> u64 {
    let found = world.identity.token_of(token, ADDRESS).await.unwrap().unwrap();
    let rest = found.budget.reserve_rest(world.clock.now());
    let amount = rest.amount();
    rest.given(0);
    amount
}

async fn reads(world: &World, token: &str, records: u64) {
    let found = world.identity.token_of(token, ADDRESS).await.unwrap().unwrap();
    found.budget.reserve(records, world.clock.now()).unwrap().given(records);
}

#[test]
fn a_refreshed_token_goes_on_with_the_budget_and_ends_the_one_before() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let app = approved(&world).await;
        let first = given(&world, &app).await;
        assert_eq!(left(&world, &first.access).await, 10_000);
        reads(&world, &first.access, 7_000).await;
        let second = refreshed(&world, &app, &first).await;
        assert!(!serves(&world, &first.access).await, "one access token at a time");
        assert_eq!(left(&world, &second.access).await, 3_000);
        reads(&world, &second.access, 1_000).await;
        world.identity.tokens_touch().await.unwrap();
        // Another server, or this one after a start, goes on with the same count.
        let started = World::of_seed(&database, 1, 300).await;
        let third = refreshed(&started, &app, &second).await;
        assert_eq!(left(&started, &third.access).await, 2_000);
        seconds(&started, 3600);
        let fourth = refreshed(&started, &app, &third).await;
        assert_eq!(left(&started, &fourth.access).await, 10_000, "a new hour");
    });
}
